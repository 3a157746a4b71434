import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { backupPath } from '../../functions/domain/location/location-layout.ts';
import { keepTokenOf, keepTokenOfRun } from '../../functions/domain/location/maintenance.ts';
import { eventsOf } from '../../functions/domain/notification/notification.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { startDeletion } from '../../functions/operations/start-deletion.ts';
import type { ObjectStore } from '../../functions/services/location/location.ts';
import { backUp, MAINTENANCE } from './harness/benches.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { said } from './harness/kopia.ts';
import type { Subject } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

const LOOKED = { bytesBefore: 2, bytesAfter: 2, snapshots: 1, removedSnapshots: 0, checked: 'full' };
const WISH = { by: 'ann', because: 'a wish' };

let world: World;
let cluster: AslCluster;
let maintenance: Subject;
let store: ObjectStore;
/** What the last mover was told to keep. */
let kept: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createShop(cluster, 1);
  maintenance = await MAINTENANCE.subject(world, cluster);
  store = world.plane.bucket;
}, 120_000);

afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
});

beforeEach(async () => {
  // As kopia has it: sealed snapshots that are not there are damage, and then nothing is collected as garbage.
  cluster.kopia.fail = (action, { SF_KEEP_0: keep = '' }) => {
    if (action !== 'maintain') return undefined;
    kept = keep.split(' ');
    const there = new Set([...cluster.kopia.snapshots.keys()].map(keepTokenOf));
    const damaged = kept.filter((token) => /^[0-9a-f]{8}$/.test(token) && !there.has(token));
    return said(0, { action, ...LOOKED, damaged, broken: damaged.length > 0 });
  };
  await world.plane.clock.advance(60_000);
});

const read = async (id: string): Promise<Operation> =>
  (await world.plane.services.ledger.readOperation(id)) ?? expect.fail(`there is no ${id}`);

async function maintain(): Promise<Operation> {
  return await world.run(maintenance, cluster);
}

async function remove(id: string): Promise<Operation> {
  const { operationId } = await startDeletion(world.plane.services, await read(id), WISH);
  const ended = await world.ended(operationId);
  await world.plane.clock.advance(60_000);
  return ended;
}

const pathOf = (backupId: string) => backupPath({ clusterId: cluster.ref.clusterId, backupId });
const keysOf = async (id: string) => (await store.list(pathOf(id))).keys.map(({ key }) => key);

/** Somebody restores the folder of a backup from the versions of its objects. */
async function returned(): Promise<{ backup: string; token: string; deletion: Operation }> {
  const { backup } = await backUp(world, cluster, SHOP);
  const [volume] = await world.plane.services.ledger.readVolumes(backup);
  const keys = await keysOf(backup);
  const bodies = await Promise.all(keys.map(async (key) => ({ key, body: await store.get(key) })));
  const deletion = await remove(backup);
  for (const { key, body } of bodies) await store.put(key, body ?? expect.fail(key));
  return { backup, token: keepTokenOf(volume?.result?.kopiaId ?? ''), deletion };
}

it('the seal of a deleted backup that comes back is named, and keeps nothing from being collected', async () => {
  const { backup, token } = await returned();
  const keys = await keysOf(backup);

  const found = await maintain();
  const told = await world.findings();
  const again = await maintain();

  expect(found).toMatchObject({ phase: 'Succeeded', counts: { damagedSnapshots: 0 }, newFindings: 1 });
  expect(found.maintained?.[0]).not.toMatchObject({ broken: true });
  expect(eventsOf(found)).toEqual(['location.finding']);
  expect(told).toMatchObject([{ code: 'backup.returned', clusterId: cluster.ref.clusterId, backupId: backup }]);
  expect(told?.[0]?.message).toContain(pathOf(backup));
  expect(kept).not.toContain(token);
  // What may have come back with it stays, too.
  expect(kept).toContain(keepTokenOfRun(backup));
  expect(await keysOf(backup)).toEqual(keys);
  const { items } = await world.plane.services.ledger.readEvents(found.operationId);
  expect(items.filter(({ type }) => type === 'SealReturned')).toMatchObject([{ details: { backupId: backup } }]);
  expect([again.newFindings, eventsOf(again)]).toEqual([0, []]);
  for (const key of keys) await store.delete(key);
  await maintain();
  expect(await world.findings()).toBeUndefined();
});

it('a deletion that is asked for again removes what came back, once', async () => {
  const { backup, deletion } = await returned();
  const unseen = await remove(backup);
  await maintain();

  const second = await remove(backup);
  const third = await remove(backup);
  const afterwards = await maintain();

  expect(unseen.operationId).toBe(deletion.operationId);
  expect(second).toMatchObject({ phase: 'Succeeded', retryOf: deletion.operationId });
  expect(third.operationId).toBe(second.operationId);
  expect(await keysOf(backup)).toEqual([]);
  expect(await read(backup)).toMatchObject({
    phase: 'Deleted',
    deletion: { operationId: second.operationId, from: 'Succeeded', left: [] },
  });
  expect(afterwards.findings).toEqual([]);
  expect((await remove(backup)).operationId).toBe(second.operationId);
});

it('a second deletion waits for a cluster that is silent, as the first would, and then takes all', async () => {
  const { backup, deletion } = await returned();
  await maintain();
  await cluster.simulator.faults.unreachable();
  const { operationId } = await startDeletion(world.plane.services, await read(backup), WISH);
  await world.plane.clock.advance(5 * 60_000);
  const going = await read(backup);
  await cluster.simulator.faults.reachable();

  const ended = await world.ended(operationId);

  expect(operationId).not.toBe(deletion.operationId);
  expect(going).toMatchObject({ phase: 'Deleting', deletion: { operationId } });
  expect(ended.phase).toBe('Succeeded');
  expect((await read(backup)).phase).toBe('Deleted');
  expect(await keysOf(backup)).toEqual([]);
});
