import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kindNameOf } from '../../functions/domain/manifest/manifest.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { RestoreSpec } from '../../functions/domain/restore/restore-spec.ts';
import { readBatches } from '../../functions/operations/read-record.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { backUp } from './harness/benches.ts';
import { createCart } from './harness/cart.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { compareInventories, takeInventory } from './harness/inventory.ts';
import { restoreOf, simulationOf } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

let world: World;
let cluster: AslCluster;
let shop: Awaited<ReturnType<typeof backUp>>;
let local: typeof shop;
let cart: typeof shop;
let copies = 0;
beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createShop(cluster, 2);
  await createCart(cluster);
  shop = await backUp(world, cluster, SHOP);
  local = await backUp(world, cluster, SHOP, { offload: false });
  cart = await backUp(world, cluster, 'cart');
}, 120_000);
afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
}, 60_000);

type Given = Partial<Parameters<typeof restoreOf>[0]> & { grants?: RestoreSpec['grants'] };

function specOf({ grants, ...given }: Given) {
  copies += 1;
  const { spec } = restoreOf({ ...shop, to: `copy-${copies}`, ...given });
  return { restoreStatus: false, ...(spec as Pick<RestoreSpec, 'namespaceMapping'>), ...(grants ? { grants } : {}) };
}

async function simulate(spec: object): Promise<Operation> {
  const before = takeInventory(cluster.simulator);
  const ended = await world.ended(await world.start(simulationOf({ of: 'restore', restore: spec }), cluster));
  const { added, removed, changed } = compareInventories(before, takeInventory(cluster.simulator));
  expect({ added, removed, changed }).toEqual({ added: [], removed: [], changed: [] });
  expect(ended.phase).toBe('Succeeded');
  return ended;
}

async function restore(spec: object) {
  const ended = await world.ended(
    await world.start({ kind: 'restore', machine: 'restore', spec, judge: async () => [] }, cluster),
  );
  const objects = new Map<string, number>();
  for await (const batch of readBatches(world.plane.services.ledger, ended.operationId)) {
    for (const one of batch.objects.filter(({ outcome }) => outcome === 'created')) {
      objects.set(kindNameOf(one), (objects.get(kindNameOf(one)) ?? 0) + 1);
    }
  }
  return { ended, objects };
}

describe('a simulation and then the restore of', () => {
  it.each<[string, () => Given]>([
    ['volumes from the location', () => ({})],
    ['volumes that are snapshots', () => local],
    ['workloads and what they refer to', () => cart],
    ['a backup by a token without the admin scope', () => ({ grants: { rbac: false, clusterScoped: false } })],
  ])('%s say the same of volumes, and of what becomes of each object', async (_name, given) => {
    const spec = specOf(given());
    const looked = await simulate(spec);
    const done = await restore(spec);

    expect(done.ended).toMatchObject({ phase: 'Succeeded' });
    const { simulation, counts } = looked;
    expect(simulation?.problems).toEqual([]);
    expect(simulation?.missingPermissions).toEqual([]);
    expect(simulation?.newNamespaces).toEqual(Object.values(spec.namespaceMapping));
    expect(counts).toMatchObject(
      Object.fromEntries(
        ['created', 'merged', 'left', 'dropped', 'volumes'].map((name) => [name, done.ended.counts[name]]),
      ),
    );
    expect(new Map(simulation?.objects.map(({ kind, count }) => [kind, count]))).toEqual(done.objects);
  });

  it.each<[string, () => Given]>([
    ['a namespace that has all of it', () => ({ to: SHOP })],
    ['volumes of a class that is not there', () => ({ classes: { simulator: 'gold' } })],
    ['a backup whose seal is gone', () => ({ backup: shop.backup.replace(/.{4}$/, 'aaaa') })],
    ["Snapferry's own namespace", () => ({ to: 'snapferry' })],
  ])('%s are refused for the same, in the same words', async (_name, given) => {
    const spec = specOf(given());
    const looked = await simulate(spec);
    const done = await restore(spec);

    expect(done.ended.phase).toBe('Failed');
    const { code, message } = done.ended.error ?? {};
    expect(looked.simulation?.problems[0]).toEqual({ code, message });
  });
});

describe('a simulation of a restore', () => {
  it('lists what is in the way, and counts as created only what is not', async () => {
    applyObjects(cluster.simulator.simulation, [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'taken' } },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'database', namespace: 'taken' } },
    ]);
    await cluster.simulator.settled();
    const { simulation } = await simulate(specOf({ to: 'taken' }));

    expect(simulation?.conflicts).toEqual({ count: 1, objects: ['Secret taken/database'] });
    expect(simulation?.newNamespaces).toEqual([]);
    expect(simulation?.objects.map(({ kind }) => kind)).not.toContain('Secret');
    expect(simulation?.objects.map(({ kind }) => kind)).toContain('ConfigMap');
  });

  it('says which classes its volumes lack', async () => {
    const { simulation } = await simulate(specOf({ classes: { simulator: 'gold' } }));

    expect(simulation?.missingStorageClasses).toEqual(['gold']);
  });

  it('says what does not fit into a quota of its namespace', async () => {
    const hard = { 'requests.storage': '3Gi', persistentvolumeclaims: '9', 'count/secrets': '1', pods: '20' };
    applyObjects(cluster.simulator.simulation, [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'small' } },
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'few', namespace: 'small' },
        spec: { hard },
      },
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'some', namespace: 'small' },
        spec: { hard: { pods: '0' }, scopes: ['BestEffort'] },
      },
    ]);
    await cluster.simulator.settled();
    // as its controller counts
    const used = { 'requests.storage': '2Gi', 'count/secrets': '1', pods: '0' };
    cluster.simulator.objects.modify('resourcequotas', 'small/few', (draft) =>
      Object.assign(draft, { status: { used } }),
    );
    const { simulation } = await simulate(specOf({ to: 'small' }));

    const over = { namespace: 'small', quota: 'few' };
    expect(simulation?.overQuota).toEqual([
      { ...over, resource: 'requests.storage', hard: 3 * 2 ** 30, used: 2 * 2 ** 30, wanted: 2 * 2 ** 30 },
      { ...over, resource: 'count/secrets', hard: 1, used: 1, wanted: 1 },
    ]);
  });
});
