import { type Document, isScalar, parseDocument, visit } from 'yaml';
import * as z from 'zod';
import { shownKey } from '../../domain/doubled-key.ts';
import { Fault } from '../../domain/errors.ts';

/** What a kubeconfig's chosen context says, by the field it stands in. Nothing here has been checked. */
export interface Found {
  server: Value;
  caData: Value;
  token?: Value;
  clientCertificate?: Value;
  clientKey?: Value;
}

export interface Value {
  field: string;
  text: string;
}

/** Fields that would read our disk, run a program, trust anybody, or send the credentials elsewhere. */
const REFUSED_OF_CLUSTER = ['certificate-authority', 'proxy-url', 'tls-server-name', 'insecure-skip-tls-verify'];
const REFUSED_OF_USER = [
  'exec',
  'auth-provider',
  'tokenFile',
  'client-certificate',
  'client-key',
  'username',
  'password',
  'as',
  'as-uid',
  'as-groups',
  'as-user-extra',
];

const text = z.string();
const entry = { name: text };
const kubeconfigSchema = z.object({
  'current-context': text.nullish(),
  clusters: z.array(z.object({ ...entry, cluster: z.record(text, z.unknown()) })),
  contexts: z.array(z.object({ ...entry, context: z.object({ cluster: text, user: text }) })),
  users: z.array(z.object({ ...entry, user: z.record(text, z.unknown()).nullish() })),
});

/**
 * Reads the server, CA and user of a kubeconfig's current context; everything else in it is dropped or refused.
 * @throws Fault `cluster.kubeconfig_refused`, naming the field; its text is never quoted, since it holds secrets
 */
export function readKubeconfig(source: string, at: string): Found {
  const parsed = kubeconfigSchema.safeParse(parseYaml(source, at));
  if (!parsed.success) {
    const where = [at, ...(parsed.error.issues[0]?.path ?? [])].join('.');
    throw accessRefused(where, 'is missing or not what a kubeconfig has there');
  }
  const { clusters, contexts, users } = parsed.data;
  const wanted = parsed.data['current-context'] || onlyOne(contexts, `${at}.current-context`).name;
  const { context } = named(contexts, wanted, `${at}.contexts`).entry;
  const cluster = named(clusters, context.cluster, `${at}.clusters`);
  const user = named(users, context.user, `${at}.users`);
  const ofCluster = `${cluster.field}.cluster`;
  const ofUser = `${user.field}.user`;
  refuse(cluster.entry.cluster, REFUSED_OF_CLUSTER, ofCluster);
  refuse(user.entry.user ?? {}, REFUSED_OF_USER, ofUser);

  const fromCluster = (name: string) => textOf(cluster.entry.cluster, name, ofCluster);
  const fromUser = (name: string) => textOf(user.entry.user ?? {}, name, ofUser);
  const server = fromCluster('server');
  const caData = fromCluster('certificate-authority-data');
  if (!server) throw accessRefused(`${ofCluster}.server`, 'is missing');
  if (!caData) throw accessRefused(`${ofCluster}.certificate-authority-data`, 'is missing');
  const token = fromUser('token');
  const clientCertificate = fromUser('client-certificate-data');
  const clientKey = fromUser('client-key-data');
  if (!token && !clientCertificate) {
    throw accessRefused(ofUser, 'has neither token nor client-certificate-data with client-key-data');
  }
  if (clientCertificate && !clientKey) throw accessRefused(`${ofUser}.client-key-data`, 'is missing');
  return {
    server,
    caData,
    ...(token ? { token } : {}),
    ...(clientCertificate ? { clientCertificate } : {}),
    ...(clientKey ? { clientKey } : {}),
  };
}

/**
 * Plain YAML 1.2, whatever the text says of its own version (1.1 has merge keys). Anchors and aliases are refused (they
 * multiply), and so is a key that is no text, or that a mapping has twice: the parser's own look compares each with each, which
 * takes minutes.
 */
function parseYaml(source: string, at: string): unknown {
  try {
    const document = parseDocument(source, {
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
      // 'silent' would take a second document for none.
      logLevel: 'error',
    });
    const [error] = document.errors;
    if (error?.code === 'MULTIPLE_DOCS') throw accessRefused(at, 'has more than one YAML document; give one');
    if (error) throw accessRefused(at, `is not YAML (${error.code} at character ${error.pos[0]})`);
    refuseTricks(document, at);
    return document.toJS({ maxAliasCount: 0 });
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    if (thrown instanceof RangeError) throw accessRefused(at, 'is nested too deeply');
    throw accessRefused(at, 'is not YAML that a kubeconfig may have');
  }
}

function refuseTricks(document: Document, at: string): void {
  const refuseAnchor = (node: object) => {
    if ('anchor' in node && node.anchor) throw accessRefused(at, 'has YAML anchors; write the values out');
  };
  visit(document, {
    Alias: () => {
      throw accessRefused(at, 'has YAML aliases; write the values out');
    },
    Node: (_, node) => {
      refuseAnchor(node);
    },
    // In place of Node, which is not called for a mapping then.
    Map: (_, node) => {
      refuseAnchor(node);
      const { items } = node;
      const keys = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) throw accessRefused(at, 'has a key that is no text');
        const name = String(key.value);
        if (keys.has(name)) throw accessRefused(at, `has a key twice in one mapping: ${shownKey(name)}`);
        keys.add(name);
      }
    },
  });
}

function onlyOne<T>(entries: readonly T[], field: string): T {
  const [first, second] = entries;
  if (!first) throw accessRefused(field, 'is missing, and there is no context');
  if (second) throw accessRefused(field, `is missing, and there are ${entries.length} contexts`);
  return first;
}

function named<T extends { name: string }>(entries: readonly T[], name: string, field: string) {
  const at = entries.findIndex((candidate) => candidate.name === name);
  const found = entries[at];
  if (!found) throw accessRefused(field, 'has no entry of the name that is asked for');
  if (entries.findLastIndex((candidate) => candidate.name === name) !== at) {
    throw accessRefused(field, 'has two entries of one name');
  }
  return { entry: found, field: `${field}[${at}]` };
}

function refuse(given: Record<string, unknown>, refused: readonly string[], field: string): void {
  for (const name of refused) {
    const value = given[name];
    if (value === undefined || value === null || value === '' || value === false) continue;
    throw accessRefused(`${field}.${name}`, 'is not allowed');
  }
}

function textOf(given: Record<string, unknown>, name: string, at: string): Value | undefined {
  const value = given[name];
  const field = `${at}.${name}`;
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw accessRefused(field, 'is no text');
  return { field, text: value };
}

/** `field` is a path in the request's body; `why` goes on from it, and never quotes what stands there. */
export function accessRefused(field: string, why: string): Fault {
  return new Fault('cluster.kubeconfig_refused', `${field} ${why}`, { details: { field } });
}
