import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clusterBody, LOCATION } from '../../support/api-steps.ts';
import { type Answer, type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { createAuthority } from '../../support/authority.ts';
import { type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

let world: ApiWorld;
let one: ShopCluster;
let other: ShopCluster;
let third: ShopCluster;
const undo: (() => void)[] = [];
beforeAll(async () => {
  world = await startApiWorld();
  [one, other, third] = await Promise.all([startShopCluster(), startShopCluster(), startShopCluster()]);
});
afterEach(() => {
  for (const step of undo.splice(0)) step();
});
afterAll(async () => {
  await world.stop();
  await Promise.all([one.stop(), other.stop(), third.stop()]);
});

const secretsBelow = async (folder: string) =>
  (await world.readAll()).secrets.filter((name) => name.includes(`/${folder}/`));
const register = async (body: object, headers: Record<string, string> = {}) =>
  await world.call('POST', '/v1/clusters', { body, headers });

/** Both requests have found nothing there before either goes on, as when the lease of a slow one has expired. */
function together(): void {
  const { catalog, leases, probes } = world;
  const kept = { acquire: leases.acquire, probe: probes.probe, read: catalog.read };
  undo.push(() => {
    leases.acquire = kept.acquire;
    probes.probe = kept.probe;
    catalog.read = kept.read;
  });
  const meet = meeting(2);
  leases.acquire = async () => 1;
  probes.probe = async (...given) => {
    await meet();
    return await kept.probe(...given);
  };
  catalog.read = async (kind, name) => {
    const found = await kept.read(kind, name);
    if (kind === 'location') await meet();
    return found;
  };
}

/** Holds all who come until there are as many as are awaited; from then on nobody. */
function meeting(awaited: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let isOver = false;
  return async () => {
    if (isOver) return;
    await new Promise<void>((go) => {
      waiting.push(go);
      isOver = waiting.length === awaited;
      if (isOver) for (const each of waiting) each();
    });
  };
}

const statuses = (answers: Answer[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b);

describe('two registrations at once', () => {
  it('of one cluster with one Idempotency-Key are one, and leave the secrets of one', async () => {
    together();
    const headers = { 'idempotency-key': 'k' };

    const answers = await Promise.all([1, 2].map(() => register(clusterBody(one), headers)));

    const [first, second] = answers.map(({ body }) => body.uid);
    expect(statuses(answers)).toEqual([201, 201]);
    expect(second).toBe(first);
    expect(await secretsBelow('clusters')).toEqual([
      expect.stringContaining(`/${first}/backup`),
      expect.stringContaining(`/${first}/restore`),
    ]);
    expect((await world.call('POST', '/v1/clusters/c1/validate')).status).toBe(200);
  });

  it('of two clusters under one name: the second is refused, and leaves no secret', async () => {
    const before = await secretsBelow('clusters');
    together();
    const bodies = [other, third].map((cluster) => clusterBody(cluster, { name: 'c2' }));

    const answers = await Promise.all(bodies.map((body) => register(body)));

    expect(statuses(answers)).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('name.taken');
    expect(await secretsBelow('clusters')).toHaveLength(before.length + 2);
  });

  it('of one location with one Idempotency-Key are one, and show the key that stands, once', async () => {
    together();
    const headers = { 'idempotency-key': 'k' };

    const answers = await Promise.all(
      [1, 2].map(() => world.call('POST', '/v1/locations', { body: LOCATION, headers })),
    );

    const { body: standing } = await world.call('GET', '/v1/locations/attic/recovery-key');
    expect(statuses(answers)).toEqual([201, 201]);
    expect(answers.flatMap(({ body }) => body.recoveryKey ?? [])).toEqual([standing.recoveryKey]);
    expect(await secretsBelow('locations')).toHaveLength(1);
  });
});

describe('credentials that the secret store cannot hold', () => {
  it('are refused whichever identity has them, and neither secret is written', async () => {
    const loser = (await world.call('GET', '/v1/clusters/c2')).body.clusterId === other.clusterId ? third : other;
    const good = { kind: 'kubeconfig', kubeconfig: loser.kubeconfig() };
    const large = { ...good, kubeconfig: await withLargeAuthority(loser.kubeconfig()) };
    const before = await world.readAll();

    const refused = [
      await register({ name: 'c3', access: large }),
      await register({ name: 'c3', access: good, restoreAccess: large }),
    ];

    for (const { status, body } of refused) {
      expect({ status, code: body.code }).toEqual({ status: 422, code: 'cluster.kubeconfig_refused' });
      expect(body.detail).toContain('65536');
    }
    expect(await world.readAll()).toEqual(before);
  });
});

/** Authorities that are all certificates, and 80 KiB of them. */
async function withLargeAuthority(kubeconfig: string): Promise<string> {
  const config = JSON.parse(kubeconfig);
  const { cluster } = config.clusters[0];
  const names = Array.from({ length: 60 }, (_, n) => `${'x'.repeat(50)}${n}.example`);
  const { cert } = await (await createAuthority()).issue(names);
  const own = Buffer.from(cluster['certificate-authority-data'], 'base64').toString();
  const all = [own, ...Array.from({ length: 20 }, () => cert)].map((pem) => pem.trim()).join('\n');
  cluster['certificate-authority-data'] = Buffer.from(all).toString('base64');
  return JSON.stringify(config);
}
