import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evictUsers } from '../../functions/api/cascade.ts';
import { removeItem } from '../../functions/api/remove-item.ts';
import type { ClusterSpec } from '../../functions/domain/cluster/cluster-spec.ts';
import { backupPath, sealPath } from '../../functions/domain/location/location-layout.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { startDeletion } from '../../functions/operations/start-deletion.ts';
import { backUp } from './harness/benches.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { startWorld, type World } from './harness/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const wish = { by: 'retention of schedule nightly', because: 'retention of schedule nightly' };

let world: World;
let cluster: AslCluster;
let backup: string;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world.stop(), 60_000);
beforeEach(async () => {
  cluster = await startCluster(world.plane);
  await createShop(cluster, 1);
  ({ backup } = await backUp(world, cluster, SHOP));
  await cluster.simulator.faults.unreachable();
});

const ledger = () => world.plane.services.ledger;

async function read(id = backup): Promise<Operation> {
  return (await ledger().readOperation(id)) ?? expect.fail(`there is no ${id}`);
}

/** Deletions of the backup, oldest first. */
async function deletions(): Promise<Operation[]> {
  const { items } = await ledger().listOperations({ kind: 'delete' }, undefined, 200);
  return items.filter(({ refs }) => refs.backup === backup).toReversed();
}

async function advance(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 5 * MINUTE) await world.plane.clock.advance(Math.min(left, 5 * MINUTE));
}

/** A cluster that nobody waits for long for. */
async function failFirst(): Promise<Operation> {
  const { catalog } = world.plane.services;
  const item = (await catalog.read('cluster', cluster.ref.name)) ?? expect.fail('no cluster');
  const spec = { ...(item.spec as ClusterSpec), settings: { unreachableTimeout: '2m' } };
  await catalog.update({ ...item, spec }, item.generation);
  const { operationId } = await startDeletion(world.plane.services, await read(), wish);
  await world.ended(operationId);
  await advance(10 * MINUTE);
  return await read(operationId);
}

async function nothingIsLeft(): Promise<void> {
  const store = world.plane.bucket;
  const place = { clusterId: cluster.ref.clusterId, backupId: backup };
  expect((await store.list(backupPath(place))).keys).toEqual([]);
  expect(await read()).toMatchObject({ phase: 'Deleted', deletion: { by: wish.by, because: wish.because } });
  const open = await ledger().listIncomplete();
  expect((await deletions()).filter(({ operationId, nextTryAt }) => nextTryAt || open.includes(operationId))).toEqual(
    [],
  );
}

describe('a deletion whose cluster is silent', () => {
  it('is taken up again by itself after growing pauses, until the cluster answers and all of it is gone', async () => {
    const store = world.plane.bucket;
    const seal = sealPath({ clusterId: cluster.ref.clusterId, backupId: backup });
    const first = await failFirst();
    const { items: events } = await ledger().readEvents(first.operationId);

    expect(first).toMatchObject({ phase: 'Failed', error: { code: 'cluster.unreachable' } });
    expect(events.filter(({ type }) => type === 'DeletionWaits')).toMatchObject([
      { message: expect.stringMatching(`unreachable since .*; another deletion goes on at ${first.nextTryAt}`) },
    ]);
    expect(await store.get(seal)).toBeUndefined();
    await advance(10 * HOUR);
    const tried = await deletions();
    const starts = tried.map(({ createdAt }) => Date.parse(createdAt));
    const pauses = starts.slice(1).map((at, n) => Math.floor((at - (starts[n] ?? 0)) / HOUR));
    expect(pauses).toEqual([1, 1, 2, 4]);
    expect(tried.map(({ retryOf }) => retryOf)).toEqual([
      undefined,
      ...tried.slice(0, -1).map(({ operationId }) => operationId),
    ]);
    expect(await read()).toMatchObject({ phase: 'Deleting', deletion: { from: 'Succeeded' } });

    await cluster.simulator.faults.reachable();
    await advance(12 * HOUR);

    expect((await deletions()).map(({ phase }) => phase)).toEqual([...tried.map(() => 'Failed'), 'Succeeded']);
    expect(cluster.kopia.runs['delete-snapshots']).toBe(1);
    expect([...cluster.kopia.snapshots.values()].filter(({ run }) => run === backup)).toEqual([]);
    await nothingIsLeft();
  });

  it('that a person asks for meanwhile is not taken up a second time', async () => {
    const first = await failFirst();
    await cluster.simulator.faults.reachable();
    const { operationId } = await startDeletion(world.plane.services, await read(), { ...wish, by: 'ann' });
    expect((await world.ended(operationId)).phase).toBe('Succeeded');
    await advance(5 * HOUR);

    expect((await deletions()).map((one) => one.operationId)).toEqual([first.operationId, operationId]);
    expect(cluster.kopia.runs['delete-snapshots']).toBe(1);
    expect((await read()).phase).toBe('Deleted');
    expect(await ledger().listIncomplete()).not.toContain(first.operationId);
  });

  it('keeps the cluster registered; once that is removed by force it ends, and what stays is said', async () => {
    const { operationId } = await failFirst();
    const what = { kind: 'cluster', name: cluster.ref.name, generation: '*' } as const;
    const users = [{ kind: 'delete', name: operationId }];
    const evict = evictUsers({ ledger: ledger(), removeSchedule: async () => false, onEnd: () => undefined }, 'ann');
    await expect(removeItem(world.plane.services, what, () => [])).rejects.toMatchObject({
      code: 'object.in_use',
      details: { users },
    });
    await removeItem(world.plane.services, { ...what, by: 'ann', evict }, () => []);
    await advance(2 * HOUR);

    await nothingIsLeft();
    expect((await read()).deletion?.left?.join()).toMatch(/snapshots of bk-.* stay in repositories\/.*cluster gone/s);
  });
});
