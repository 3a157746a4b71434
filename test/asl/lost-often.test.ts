import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import { backupOf } from './harness/subject.ts';
import { readTaskStates } from './harness/task-states.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

/** A result that is too large ends the execution itself: nothing in the machine can catch it. */
const FATAL = 'x'.repeat(300_000);

let world: World;
let cluster: AslCluster;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(async () => await world.stop(), 60_000);
beforeEach(async () => {
  cluster = await startCluster(world.plane);
  await createShop(cluster, 1);
});
afterEach(async () => {
  world.meddle(undefined);
  await cluster.simulator.stop();
});

it('a backup whose executions are lost in every state once, each time further on, Succeeds', async () => {
  const lost = new Set<string>();
  world.meddle(async ({ step, next, operationId }) => {
    const result = await next();
    if (!operationId || lost.has(step) || step === 'finishBackup') return result;
    lost.add(step);
    return FATAL;
  });
  const { phase, error, epoch, losses } = await world.ended(await world.start(backupOf(backupSpec()), cluster));

  // two paths that nothing leads to here
  const most = readTaskStates('backup').length - 1;
  expect(lost.size).toBeGreaterThan(8);
  expect(lost.size).toBeLessThanOrEqual(most);
  expect({ phase, error, epoch, losses }).toEqual({
    phase: 'Succeeded',
    error: undefined,
    epoch: lost.size + 1,
    losses: 1,
  });
});

it('a backup whose stack is killed eight times while it waits for its snapshots Succeeds', async () => {
  const { clock, restart, services } = world.plane;
  cluster.simulator.simulation.faults.add({ on: 'snapshot', effect: { readyDelayMs: 3_600_000 } });
  const id = await world.start(backupOf(backupSpec()), cluster);
  for (let kills = 0; kills < 8; kills += 1) {
    await clock.advance(5 * 60_000);
    await restart();
  }
  const waiting = await services.ledger.readOperation(id);
  const { phase, error, epoch } = await world.ended(id);

  expect(waiting?.stage).toBe('CheckSnapshotsReady');
  expect({ phase, error, epoch }).toEqual({ phase: 'Succeeded', error: undefined, epoch: 9 });
});

it('a backup whose execution is lost in the same state again and again ends after the fourth time', async () => {
  world.meddle(async ({ step, next }) => (step === 'checkSnapshotsReady' ? FATAL : await next()));
  const { phase, error, epoch } = await world.ended(await world.start(backupOf(backupSpec()), cluster));

  expect({ phase, code: error?.code, epoch }).toEqual({ phase: 'Failed', code: 'execution.lost', epoch: 5 });
  expect(error?.message).toMatch(
    /^executions were lost 4 times without any advance, the last one as FAILED in CollectResources$/,
  );
});
