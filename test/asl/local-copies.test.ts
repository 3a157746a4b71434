import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import { SETTINGS } from './harness/matrix.ts';
import { backupOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

const MINUTES = 60_000;
const CLAIMS = 2;

let world: World;
let cluster: AslCluster;
let serial = 0;

beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(async () => await world.stop());
beforeEach(async () => {
  serial += 1;
  cluster = await startCluster(world.plane);
  await createShop(cluster, CLAIMS);
  return async () => await cluster.simulator.stop();
});

/** One run of this test's schedule, to its end and what follows it. */
async function backUp(
  keep: number,
  ending: 'good' | 'bad' = 'good',
  { failedFor = '72h', offload = true } = {},
): Promise<Operation> {
  const { clock } = world.plane.services;
  const schedule = { name: 'nightly', uid: `schedule ${serial}` };
  const slot = { schedule, entries: ['a'], scheduledTime: clock.now().toISOString() };
  const spec = backupSpec(SETTINGS, { offload, localCopies: { keep, onOffloadFailure: 'keep', failedFor } });
  cluster.kopia.fail = (action) => (ending === 'bad' && action === 'snapshot' ? { exitCode: 1 } : undefined);
  const ended = await world.ended(await world.start({ ...backupOf(spec), more: { slot } }, cluster));
  await world.plane.clock.advance(MINUTES);
  return ended;
}

const snapshots = () => cluster.simulator.storage.snapshots().length;

async function releasedOf({ operationId }: Operation): Promise<(string | undefined)[]> {
  const volumes = await world.plane.services.ledger.readVolumes(operationId);
  return volumes.map(({ localCopy }) => localCopy?.releasedAt);
}

it('stay as many as the schedule says for each volume, and the record says since when the others are gone', async () => {
  const first = await backUp(2);
  const second = await backUp(2);
  expect(snapshots()).toBe(2 * CLAIMS);

  const third = await backUp(2);

  expect(snapshots()).toBe(2 * CLAIMS);
  expect(await releasedOf(first)).toEqual([expect.any(String), expect.any(String)]);
  for (const kept of [second, third]) expect(await releasedOf(kept)).toEqual([undefined, undefined]);
  const { ledger } = world.plane.services;
  expect(await ledger.listIncomplete()).toEqual([]);
  const last = await backUp(0);
  expect({ phase: last.phase, snapshots: snapshots() }).toEqual({ phase: 'Succeeded', snapshots: 0 });
});

it('of a failed run go with the next success of its schedule', async () => {
  const good = await backUp(1);
  const bad = await backUp(1, 'bad');
  const kept = snapshots();
  await backUp(1);

  expect({ phase: bad.phase, kept }).toEqual({ phase: 'Failed', kept: 2 * CLAIMS });
  expect(snapshots()).toBe(CLAIMS);
  for (const one of [good, bad]) expect(await releasedOf(one)).toEqual([expect.any(String), expect.any(String)]);
  expect(await world.plane.services.ledger.listIncomplete()).toEqual([]);
});

it('of a failed run go after failedFor without a success', async () => {
  const bad = await backUp(1, 'bad', { failedFor: '2h' });
  await world.plane.clock.advance(100 * MINUTES);
  const before = snapshots();
  await world.plane.clock.advance(30 * MINUTES);

  expect({ phase: bad.phase, before, after: snapshots() }).toEqual({ phase: 'Failed', before: CLAIMS, after: 0 });
  expect(await world.plane.services.ledger.listIncomplete()).toEqual([]);
});

/** Its default of three snapshots a volume. */
async function useVsphere(): Promise<void> {
  await cluster.simulator.stop();
  cluster = await startCluster(world.plane, { drivers: ['csi.vsphere.vmware.com'] });
  await createShop(cluster, CLAIMS);
}

it('give way, the oldest first, where the driver allows no more', async () => {
  await useVsphere();
  const runs = [await backUp(30), await backUp(30), await backUp(30)];
  const before = snapshots();
  const fourth = await backUp(30);

  expect({ before, phase: fourth.phase, after: snapshots() }).toEqual({
    before: 3 * CLAIMS,
    phase: 'Succeeded',
    after: 3 * CLAIMS,
  });
  const [first, ...others] = await Promise.all(runs.map(releasedOf));
  expect(first).toEqual([expect.any(String), expect.any(String)]);
  expect(others.flat()).toEqual([undefined, undefined, undefined, undefined]);
  const { items } = await world.plane.services.ledger.readEvents(fourth.operationId);
  expect(items.filter(({ type }) => type === 'LocalCopyGivesWay').length).toBeGreaterThanOrEqual(CLAIMS);
});

it('never give way when they are the backup', async () => {
  await useVsphere();
  for (let runs = 0; runs < 3; runs += 1) await backUp(1, 'good', { offload: false });

  const { phase, error } = await backUp(1, 'good', { offload: false });

  expect({ phase, code: error?.code }).toEqual({ phase: 'Failed', code: 'snapshot.limit' });
  expect(snapshots()).toBe(3 * CLAIMS);
});

it('stay while the cluster does not answer, and go when it does', async () => {
  const first = await backUp(1);
  const { faults } = cluster.simulator;
  world.meddle(async (turn) => {
    const result = await turn.next();
    if (turn.step === 'finishBackup') await faults.unreachable();
    return result;
  });
  await backUp(1);
  world.meddle(undefined);
  const between = await releasedOf(first);
  await faults.reachable();
  await world.plane.clock.advance(10 * MINUTES);

  expect(between).toEqual([undefined, undefined]);
  expect(await releasedOf(first)).toEqual([expect.any(String), expect.any(String)]);
  expect(snapshots()).toBe(CLAIMS);
});
