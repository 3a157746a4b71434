import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../client/client.ts';
import { lookAround, registerCluster } from '../../local/start/clusters.ts';
import { hints, type There } from '../../local/start/hints.ts';

const SERVED = {
  api: 'http://127.0.0.1:7420',
  token: 'a.very.long-token',
  environment: {
    AWS_ENDPOINT_URL_SFN: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2',
    AWS_ENDPOINT_URL_SCHEDULER: 'http://127.0.0.1:3',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:4',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'embedded',
    AWS_SECRET_ACCESS_KEY: 'embedded',
  },
};
const ID = `bk-${'a'.repeat(26)}`;
const CASES: [string, There][] = [
  ['the demo', { cluster: 'demo', location: 'local', backup: { id: ID, namespace: 'shop' } }],
  ['a cluster of the user', { cluster: 'mine' }],
  ['nothing', {}],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'snapferry-hints-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a shell does with the whole block, had it programs that only say what they were called with: each call of snapferry. */
function callsOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !/^(How to go on|Ctrl-C)/.test(line));
  const script = [
    'npm() { [ "$3" != cli ] || { shift 4; printf call; printf " <%s>" "$@"; echo; } >&2; }',
    'kubectl() { echo "kubectl $*" >&2; }; aws() { echo "aws $*" >&2; }',
    ...lines,
  ].join('\n');
  // What Node gives is a socket, which a redirection cannot open by name: hence `cat`.
  return execFileSync('sh', ['-c', `{ ${script}\n} 2>&1 >/dev/null | cat`], { encoding: 'utf8', cwd: folder })
    .split('\n')
    .filter((line) => line.startsWith('call '))
    .map((line) => line.slice('call '.length));
}

describe('the hints of npm start', () => {
  it.each(CASES)('show the token once, with %s there', (_, there) => {
    expect(hints(SERVED, there).split(SERVED.token)).toHaveLength(2);
  });

  it.each(CASES)('are lines that a shell takes as they are, with %s there', (_, there) => {
    const text = hints(SERVED, there);

    expect(text).not.toMatch(/[<…]/);
    expect(callsOf(text)).toContain('<get> <backups>');
  });

  it.each(CASES)('can be pasted as one block that cancels and deletes nothing, with %s there', (_, there) => {
    expect(callsOf(hints(SERVED, there)).filter((call) => /cancel|delete/.test(call))).toEqual([]);
  });

  it('give the aws CLI every embedded endpoint, and never that of S3', () => {
    const [line = ''] = /^export .*/m.exec(hints(SERVED, {})) ?? [];

    expect(line.match(/AWS_ENDPOINT_URL\w*/g)).toEqual([
      'AWS_ENDPOINT_URL_SFN',
      'AWS_ENDPOINT_URL_DYNAMODB',
      'AWS_ENDPOINT_URL_SCHEDULER',
      'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    ]);
  });

  it('look at the simulated cluster with its own kubeconfig', () => {
    const backup = { id: ID, namespace: 'shop' };
    const text = hints(SERVED, { cluster: 'demo', location: 'local', backup, kubeconfig: '/state/kubeconfig' });

    expect(text).toContain("kubectl --kubeconfig '/state/kubeconfig' get all,pvc,configmaps -n shop-copy");
  });

  it('use the cluster, the location and the backup of the demo', () => {
    const calls = callsOf(hints(SERVED, { cluster: 'demo', location: 'local', backup: { id: ID, namespace: 'shop' } }));

    expect(calls).toEqual([
      '<backup> <create> <another> <-c> <demo> <-L> <local> <-n> <shop> <--wait>',
      '<get> <backups>',
      `<restore> <create> <a copy> <--from> <${ID}> <--map> <shop=shop-copy> <--wait>`,
    ]);
  });

  it('show how to come by a location where there is none, and by a cluster first', () => {
    const ofMine = callsOf(hints(SERVED, { cluster: 'mine' }));
    const ofNothing = callsOf(hints(SERVED, {}));

    expect(ofMine[0]).toMatch(/^<location> <create> <offsite> <--endpoint>/);
    expect(ofMine).toContain('<location> <validate> <offsite> <-c> <mine> <--wait>');
    expect(ofNothing).toEqual(['<cluster> <register> <-f> <->', ...ofMine]);
    expect(hints(SERVED, {})).toContain('npm run --silent cluster:credentials');
  });
});

describe('what the hints restore', () => {
  const whole = { kind: 'backup', phase: 'Succeeded', spec: { selection: { namespaces: ['shop'] } } };
  const lacks = { claims: ['shop/data'], count: 1, than: ID };
  const unprotected = [{ namespace: 'shop', pvc: 'data', outcome: 'Lost' }];
  const DATA = [{ namespace: 'shop', phase: 'Done' }];
  const CLUSTER = { namespace: 'snapferry', settings: { systemNamespaces: ['infra-*'] } };
  interface Given {
    volumes?: object[];
    [field: string]: unknown;
  }
  async function look(newestFirst: readonly Given[], namespaces: object[] = []) {
    const items = newestFirst.map((given, n) => ({ ...whole, id: `bk-${n}`, ...given }));
    const GET = async (path: string, { params }: { params: { path?: { id: string } } }) => {
      const one = items.find(({ id }) => id === params.path?.id);
      const data: Record<string, unknown> = {
        '/v1/backups': { items },
        '/v1/backups/{id}': one,
        '/v1/backups/{id}/volumes': { items: one?.volumes ?? DATA },
        '/v1/clusters/{name}': CLUSTER,
        '/v1/clusters/{name}/namespaces': { items: namespaces },
      };
      return { data: data[path] ?? { items: [] }, response: new Response() };
    };
    return await lookAround({ GET } as unknown as ApiClient, 'demo');
  }
  const chosenOf = async (...newestFirst: Given[]) => (await look(newestFirst)).backup?.id;

  it.each([
    ['kube-system', [{ namespace: 'kube-system', phase: 'Done' }]],
    ['a namespace of the system by the settings of the cluster', [{ namespace: 'infra-one', phase: 'Done' }]],
    ['a namespace without a claim', []],
    ['a claim that was kept out', [{ namespace: 'default', phase: 'Excluded' }]],
  ])('is no backup of %s alone, but one of a namespace with data', async (_, volumes) => {
    const there = await look([{ volumes }, { volumes: [...volumes, ...DATA] }]);

    expect(there).toMatchObject({ backup: { id: 'bk-1', namespace: 'shop' }, namespace: 'shop' });
  });

  it('is nothing without such a backup, and a namespace of the cluster that has claims is backed up', async () => {
    const namespaces = [
      { name: 'default', claims: 0, system: false },
      { name: 'kube-system', claims: 1, system: true },
      { name: 'shop', claims: 4, system: false },
    ];
    const there = await look([{ volumes: [] }], namespaces);

    expect(there).toEqual({ cluster: 'demo', namespace: 'shop' });
    expect(hints(SERVED, there)).toContain(' -n shop --wait');
  });

  it.each([
    ['lacks what an earlier one has', { lacks }],
    ['had a claim that was lost', { unprotected }],
    ['is damaged', { damagedAt: '2026-11-28T00:00:00.000Z' }],
    ['has lost its seal', { copyLostAt: '2026-11-28T00:00:00.000Z' }],
  ])('is not the newest backup if that one %s, but a whole one before it', async (_, given) => {
    expect(await chosenOf(given, {}, {})).toBe('bk-1');
  });

  it('is one that only lacks something rather than one that cannot be restored, else the newest', async () => {
    const copyLostAt = '2026-11-28T00:00:00.000Z';

    expect(await chosenOf({ copyLostAt }, { lacks })).toBe('bk-1');
    expect(await chosenOf({ copyLostAt }, { copyLostAt })).toBe('bk-0');
    expect(await chosenOf()).toBeUndefined();
  });
});

describe('npm start with a kubeconfig', () => {
  /** An API that has what is given under every path, and notes what is written. */
  function apiWith(found: unknown): { api: ApiClient; written: unknown[] } {
    const written: unknown[] = [];
    const write = async (...given: unknown[]) => {
      written.push(given);
      return { data: {}, response: new Response() };
    };
    const GET = async () => ({ data: found, response: new Response(null, { status: found ? 200 : 404 }) });
    return { api: { GET, POST: write, PUT: write } as unknown as ApiClient, written };
  }
  const access = { kubeconfig: 'one', restoreKubeconfig: 'two' };
  const given = {
    access: { kind: 'kubeconfig', kubeconfig: 'one' },
    restoreAccess: { kind: 'kubeconfig', kubeconfig: 'two' },
  };

  it('registers the cluster', async () => {
    const { api, written } = apiWith(undefined);

    await registerCluster(api, 'mine', access);

    expect(written).toEqual([['/v1/clusters', { body: { name: 'mine', ...given } }]]);
  });

  it('gives one that is registered the new credentials, and leaves all else of it', async () => {
    const kept = { namespace: 'ours', settings: { moverLimit: 2 } };
    const { api, written } = apiWith({ generation: 3, clusterId: 'c', ...kept });

    await registerCluster(api, 'mine', access);

    const params = { path: { name: 'mine' }, header: { 'If-Match': '"3"' } };
    expect(written).toEqual([['/v1/clusters/{name}', { params, body: { ...given, ...kept } }]]);
  });
});
