import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Fault } from '../../../functions/domain/errors.ts';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import { parseAccess } from '../../../functions/services/cluster/access.ts';
import { type Authority, createAuthority } from '../../support/authority.ts';

const policy = createAddressPolicy();
const TOKEN = 'sOmE.tOkEn-1';
let authority: Authority;
let client: { cert: string; key: string };
let caData: string;

beforeAll(async () => {
  authority = await createAuthority();
  client = await authority.issue(['somebody']);
  caData = base64(authority.pem);
});

interface Parts {
  cluster?: Record<string, unknown>;
  user?: Record<string, unknown>;
  top?: Record<string, unknown>;
}

/** A good kubeconfig, with what a test adds; `undefined` takes a field away. */
function kubeconfig({ cluster, user, top }: Parts = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'shop',
    clusters: [
      {
        name: 'c',
        cluster: { server: 'https://api.example.com:6443', 'certificate-authority-data': caData, ...cluster },
      },
    ],
    contexts: [{ name: 'shop', context: { cluster: 'c', user: 'u', namespace: 'ignored' } }],
    users: [{ name: 'u', user: { token: TOKEN, ...user } }],
    ...top,
  };
}

function parse(text: string) {
  return parseAccess({ kind: 'kubeconfig', kubeconfig: text }, policy);
}

function refusal(text: string): Fault {
  try {
    parse(text);
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

describe('access by kubeconfig', () => {
  it('keeps server, CA and token, and nothing else', () => {
    const text = stringify(kubeconfig({ cluster: { extensions: [{ name: 'x' }], 'insecure-skip-tls-verify': false } }));
    expect(parse(text)).toEqual({ server: 'https://api.example.com:6443', caData: authority.pem, token: TOKEN });
  });

  it('reads JSON as well', () => {
    expect(parse(JSON.stringify(kubeconfig())).token).toBe(TOKEN);
  });

  it('takes a client certificate with its key', () => {
    const user = {
      token: undefined,
      'client-certificate-data': base64(client.cert),
      'client-key-data': base64(client.key),
    };
    const { token, clientCertificate, clientKey } = parse(stringify(kubeconfig({ user })));
    expect(token).toBeUndefined();
    expect(clientCertificate).toContain('BEGIN CERTIFICATE');
    expect(clientKey).toContain('BEGIN PRIVATE KEY');
  });

  it('takes the only context when none is current, and the current one of several', () => {
    expect(parse(stringify(kubeconfig({ top: { 'current-context': '' } }))).token).toBe(TOKEN);
    const other = { name: 'other', context: { cluster: 'none', user: 'none' } };
    const contexts = [other, ...kubeconfig().contexts];
    expect(parse(stringify(kubeconfig({ top: { contexts } }))).token).toBe(TOKEN);
    const several = refusal(stringify(kubeconfig({ top: { contexts, 'current-context': undefined } })));
    expect(several.details).toEqual({ field: 'access.kubeconfig.current-context' });
  });

  it.each<[string, Parts, string]>([
    ['runs a program', { user: { exec: { command: 'sh' } } }, 'users[0].user.exec'],
    ['has an auth provider', { user: { 'auth-provider': { name: 'gcp' } } }, 'users[0].user.auth-provider'],
    ['reads a token file', { user: { tokenFile: '/proc/self/environ' } }, 'users[0].user.tokenFile'],
    ['reads a certificate file', { user: { 'client-certificate': '/etc/x' } }, 'users[0].user.client-certificate'],
    ['reads a key file', { user: { 'client-key': '/etc/x' } }, 'users[0].user.client-key'],
    ['has a password', { user: { username: 'a', password: 'b' } }, 'users[0].user.username'],
    ['impersonates', { user: { as: 'system:admin' } }, 'users[0].user.as'],
    [
      'reads a CA file',
      { cluster: { 'certificate-authority': '/etc/passwd' } },
      'clusters[0].cluster.certificate-authority',
    ],
    [
      'trusts anybody',
      { cluster: { 'insecure-skip-tls-verify': true } },
      'clusters[0].cluster.insecure-skip-tls-verify',
    ],
    ['goes through a proxy', { cluster: { 'proxy-url': 'http://127.0.0.1:1' } }, 'clusters[0].cluster.proxy-url'],
    ['expects another name', { cluster: { 'tls-server-name': 'x' } }, 'clusters[0].cluster.tls-server-name'],
    ['is plain http', { cluster: { server: 'http://api.example.com' } }, 'clusters[0].cluster.server'],
    ['is no URL', { cluster: { server: 'api.example.com' } }, 'clusters[0].cluster.server'],
    ['has a user in its URL', { cluster: { server: 'https://a:b@api.example.com' } }, 'clusters[0].cluster.server'],
    ['has a query', { cluster: { server: 'https://api.example.com/?x=1' } }, 'clusters[0].cluster.server'],
    ['is loopback', { cluster: { server: 'https://127.0.0.1:9001' } }, 'clusters[0].cluster.server'],
    ['is loopback in another spelling', { cluster: { server: 'https://0x7f.1' } }, 'clusters[0].cluster.server'],
    ['is the metadata service', { cluster: { server: 'https://[fd00:ec2::254]' } }, 'clusters[0].cluster.server'],
    ['has no server', { cluster: { server: undefined } }, 'clusters[0].cluster.server'],
    [
      'has no CA',
      { cluster: { 'certificate-authority-data': undefined } },
      'clusters[0].cluster.certificate-authority-data',
    ],
    [
      'has a CA that is none',
      { cluster: { 'certificate-authority-data': 'aGVsbG8=' } },
      'clusters[0].cluster.certificate-authority-data',
    ],
    ['has no credentials', { user: { token: undefined } }, 'users[0].user'],
    ['has a token with a line break', { user: { token: 'a\r\nx-evil: 1' } }, 'users[0].user.token'],
    ['has a certificate without key', { user: { 'client-certificate-data': 'x' } }, 'users[0].user.client-key-data'],
    ['names a context that is missing', { top: { 'current-context': 'gone' } }, 'contexts'],
    ['has no clusters', { top: { clusters: undefined } }, 'clusters'],
  ])('is refused where it %s, naming the field', (_, parts, field) => {
    const fault = refusal(stringify(kubeconfig(parts)));
    expect(fault.code).toMatch(/^cluster\.(kubeconfig|address)_refused$/);
    expect(fault.details).toEqual({ field: `access.kubeconfig.${field}` });
    expect(fault.message).not.toContain(TOKEN);
  });

  it('refuses a key that is not the certificate’s', async () => {
    const other = await authority.issue(['another']);
    const user = { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(other.key) };
    expect(refusal(stringify(kubeconfig({ user }))).details).toEqual({
      field: 'access.kubeconfig.users[0].user.client-key-data',
    });
  });

  it.each<[string, string]>([
    ['an anchor that nothing refers to', 'x: &x 1\n'],
    ['an anchor on a list', 'x: &x [1]\n'],
    ['an anchor on a map', 'x: &x {a: 1}\n'],
    ['an alias', 'x: *gone\n'],
    ['a list for a key', '? [a, b]\n: 1\n'],
    ['a map for a key', 'x: {{a: 1}: 1}\n'],
    ['another document', '---\nx: 1\n'],
    ['another document after the end of the first', '...\nx: 1\n'],
    ['an empty one', '---\n'],
    ['a map for a key far down', 'extensions: [{x: {? {a: 1} : 1}}]\n'],
  ])('refuses %s beside all that is good', (_, addition) => {
    const good = stringify(kubeconfig());

    expect(parse(`${good}x: plain\n`).token).toBe(TOKEN);
    expect(refusal(good + addition).code).toBe('cluster.kubeconfig_refused');
  });

  it.each([
    ['of the file', (text: string) => `${text}current-context: other\n`, 'current-context'],
    ['of a user', (text: string) => text.replace('token:', `token: other\n      token:`), 'token'],
  ])('refuses a key %s that is there twice, and names it: which one counts is a guess', (_, doubled, key) => {
    const { code, message } = refusal(doubled(stringify(kubeconfig())));

    expect(code).toBe('cluster.kubeconfig_refused');
    expect(message).toContain(`has a key twice in one mapping: "${key}"`);
    expect(message).not.toContain(TOKEN);
  });

  it('has no merge keys, whatever version of YAML it says that it is', () => {
    const merged = kubeconfig({ user: { token: undefined, '<<': { token: TOKEN } } });
    for (const version of ['', '%YAML 1.1\n---\n', '%YAML 1.2\n---\n']) {
      expect(refusal(version + stringify(merged)).details).toEqual({ field: 'access.kubeconfig.users[0].user' });
      expect(parse(version + stringify(kubeconfig())).token).toBe(TOKEN);
    }
  });

  it('refuses thousands of anchors beside thousands of keys that are lists before they are multiplied', () => {
    const anchors = Array.from({ length: 12_000 }, (_, n) => `- &a${n} 1`);
    const keys = Array.from({ length: 9_000 }, () => '  ? []\n  : 1');
    const text = ['x:', ...anchors, 'y:', ...keys].join('\n');
    const began = performance.now();

    expect(refusal(text).code).toBe('cluster.kubeconfig_refused');

    // Reading it takes one second; writing each key out, with a look at each anchor, half a minute.
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it.each([
    ['a billion laughs', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nclusters: *c\n`],
    ['keys in keys', `${'{'.repeat(2_000)}a: 1${'}: 1'.repeat(2_000)}`],
    ['deep nesting', '['.repeat(100_000)],
    ['deep nesting that is closed', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['a hundred thousand keys', Array.from({ length: 25_000 }, (_, n) => `k${n}: 1`).join('\n')],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['a tag of a language', 'clusters: !!js/function "function () {}"'],
    ['broken text', `token: "${TOKEN}`],
    ['an empty text', ' '],
    ['a number', '7'],
  ])('refuses %s', (_, text) => {
    const fault = refusal(text);
    expect(fault.code).toBe('cluster.kubeconfig_refused');
    expect(fault.message).not.toContain(TOKEN);
  });

  it('lets nothing through but what it promises, whatever is given', () => {
    const anything = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.dictionary(fc.string(), fc.string()));
    const field = fc.constantFrom(
      'exec',
      'auth-provider',
      'tokenFile',
      'client-certificate',
      'as',
      'proxy-url',
      'server',
      'token',
      'insecure-skip-tls-verify',
      'certificate-authority',
      '__proto__',
    );
    const fields = fc.dictionary(field, anything);
    fc.assert(
      fc.property(fields, fields, fc.boolean(), (cluster, user, json) => {
        const given = kubeconfig({ cluster, user });
        try {
          const kept = parse(json ? JSON.stringify(given) : stringify(given));
          expect(new URL(kept.server).protocol).toBe('https:');
          expect(Object.keys(kept).sort()).toEqual(['caData', 'server', 'token']);
          for (const value of Object.values(kept)) expect(typeof value).toBe('string');
        } catch (thrown) {
          expect(thrown).toMatchObject({ disposition: 'Rejected', details: { field: expect.any(String) as string } });
        }
      }),
    );
  });
});

describe('access by token', () => {
  it('takes PEM and its base64, and trims the token', () => {
    for (const ca of [authority.pem, caData]) {
      const access = { kind: 'token', server: 'https://10.0.0.1/k8s/clusters/c-1/', caData: ca, token: `${TOKEN}\n` };
      expect(parseAccess(access as Parameters<typeof parseAccess>[0], policy)).toEqual({
        server: 'https://10.0.0.1/k8s/clusters/c-1',
        caData: authority.pem,
        token: TOKEN,
      });
    }
  });

  it('names its fields as the body has them', () => {
    const access = { kind: 'token' as const, server: 'https://169.254.169.254', caData, token: TOKEN };
    expect(() => parseAccess(access, policy, 'restoreAccess')).toThrow(
      expect.objectContaining({ code: 'cluster.address_refused', details: { field: 'restoreAccess.server' } }),
    );
  });
});

it('keeps of an EKS cluster how to come by its address and a token, and no key', () => {
  const access = {
    kind: 'eks' as const,
    clusterName: 'shop',
    region: 'eu-central-1',
    roleArn: 'arn:aws:iam::111122223333:role/snapferry-backup',
    externalId: 'an-id-of-theirs',
  };
  const { kind: _, ...kept } = access;
  expect(parseAccess(access, policy)).toEqual({ server: 'eks://eu-central-1/shop', ...kept });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
