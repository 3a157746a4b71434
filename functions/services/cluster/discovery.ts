import * as z from 'zod';
import { isKind } from '../../domain/cluster/cluster-answers.ts';
import { Fault } from '../../domain/errors.ts';
import { BUILT_IN_GROUPS } from '../../domain/restore/restore-order.ts';
import { parseAs } from './answers.ts';
import type { Call, Connection } from './connection.ts';
import type { Kind } from './kinds.ts';

/** Aggregated discovery (Kubernetes 1.26 and later) is two calls, else one for each group and version. */
const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/** Go writes a list that has nothing as null. */
const listed = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(z.object(shape)).nullish();
const verbsSchema = z.array(z.string()).nullish();
const aggregatedSchema = z.object({
  items: listed({
    metadata: z.object({ name: z.string().optional() }).optional(),
    versions: listed({
      version: z.string(),
      freshness: z.string().optional(),
      resources: listed({
        resource: z.string(),
        responseKind: z.object({ kind: z.string().optional() }).nullish(),
        scope: z.string().optional(),
        verbs: verbsSchema,
      }),
    }),
  }),
});

const versionSchema = z.object({ version: z.string() });
const rootSchema = z.object({
  groups: listed({
    name: z.string(),
    versions: z.array(versionSchema),
    preferredVersion: versionSchema.partial().optional(),
  }),
  versions: z.array(z.string()).nullish(),
});

const resourcesSchema = z.object({
  resources: listed({ name: z.string(), kind: z.string(), namespaced: z.boolean(), verbs: verbsSchema }),
});

type OnUnavailable = (groupVersion: string) => void;

/** Every listable kind once, in the version that its group prefers among those that have it. */
export async function discover(connection: Connection, onUnavailable?: OnUnavailable): Promise<Kind[]> {
  const kinds = new Map<string, Kind>();
  for (const kind of await discoverServed(connection, onUnavailable)) {
    const key = `${kind.group}/${kind.plural}`;
    if (!kinds.has(key)) kinds.set(key, kind);
  }
  return [...kinds.values()];
}

/**
 * Every listable kind in every version, of each group the preferred version first. Subresources are no kinds.
 *
 * Only what has a server of its own may be missing: without a group of the API server itself a backup would succeed
 * without its Deployments.
 * @param onUnavailable told of each `group/version` whose server does not answer: usually an aggregated API without its pod
 * @throws Fault Transient `cluster.unreachable` unless what is missing is not built in and answers 503 or 404
 */
export async function discoverServed(connection: Connection, onUnavailable: OnUnavailable = () => {}): Promise<Kind[]> {
  const [core, groups] = await Promise.all([
    discoverRoot(connection, '/api', onUnavailable),
    discoverRoot(connection, '/apis', onUnavailable),
  ]);
  return [...core, ...groups].filter((kind) => {
    if (isKind(kind)) return true;
    // Nobody can ask for it, and its objects would be stored under that name: it is said like a server that is silent.
    onUnavailable(`${String(kind.group)}/${String(kind.version)}`.replaceAll(/[^\w./-]/g, '?').slice(0, 200));
    return false;
  });
}

/** All kinds below a root; of each group the preferred version comes first. */
async function discoverRoot(connection: Connection, root: '/api' | '/apis', onUnavailable: OnUnavailable) {
  const call: Call = { method: 'GET', path: root, accept: AGGREGATED };
  const answer = await connection.send(call);
  if (answer.contentType.includes('apidiscovery.k8s.io')) {
    return aggregated(parseAs(aggregatedSchema, call, answer), onUnavailable);
  }
  const found = parseAs(rootSchema, call, answer);
  const versions = root === '/api' ? (found.versions ?? []).map((version) => ({ group: '', version })) : inOrder(found);
  const kinds = await Promise.all(versions.map((of) => discoverVersion(connection, of, onUnavailable)));
  return kinds.flat();
}

/** Stale: its server is away, each LIST would be a 503. @see kubernetes/client-go:discovery/aggregated_discovery.go */
function aggregated({ items }: z.infer<typeof aggregatedSchema>, onUnavailable: OnUnavailable): Kind[] {
  return (items ?? []).flatMap(({ metadata, versions }) =>
    (versions ?? []).flatMap(({ version, freshness, resources }) => {
      const group = metadata?.name ?? '';
      if (freshness === 'Stale') {
        if (BUILT_IN_GROUPS.has(group)) throw new Fault('cluster.unreachable', `${group}/${version} is not served now`);
        onUnavailable(`${group}/${version}`);
        return [];
      }
      return (resources ?? [])
        .filter(({ verbs }) => verbs?.includes('list'))
        .map(({ resource, responseKind, scope }) => ({
          group,
          version,
          kind: responseKind?.kind ?? '',
          plural: resource,
          namespaced: scope === 'Namespaced',
        }));
    }),
  );
}

function inOrder({ groups }: z.infer<typeof rootSchema>): { group: string; version: string }[] {
  return (groups ?? []).flatMap(({ name, versions, preferredVersion }) => {
    const preferred = preferredVersion?.version;
    const rest = versions.map(({ version }) => version).filter((version) => version !== preferred);
    return [...(preferred ? [preferred] : []), ...rest].map((version) => ({ group: name, version }));
  });
}

async function discoverVersion(
  connection: Connection,
  { group, version }: { group: string; version: string },
  onUnavailable: OnUnavailable,
): Promise<Kind[]> {
  const call: Call = { method: 'GET', path: group === '' ? `/api/${version}` : `/apis/${group}/${version}` };
  try {
    const { resources } = parseAs(resourcesSchema, call, await connection.send(call));
    return (resources ?? [])
      .filter(({ name, verbs }) => !name.includes('/') && verbs?.includes('list'))
      .map(({ name, kind, namespaced }) => ({ group, version, kind, plural: name, namespaced }));
  } catch (thrown) {
    if (BUILT_IN_GROUPS.has(group) || !isWithoutServer(thrown)) throw thrown;
    onUnavailable(`${group}/${version}`);
    return [];
  }
}

/** What the API server answers for an aggregated API that it does not reach. A blip of the network has no status. */
function isWithoutServer(thrown: unknown): boolean {
  return thrown instanceof Fault && (thrown.details.status === 503 || thrown.details.status === 404);
}
