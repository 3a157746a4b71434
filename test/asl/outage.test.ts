import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import { backupOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

const HOURS = 4;

let world: World;
let cluster: AslCluster;
beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane, { overHttps: true });
  await createShop(cluster, 1);
}, 120_000);
afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
}, 60_000);

it('asks a cluster that is away for four hours less and less often, and goes on within a minute of its return', async () => {
  const { clock, services } = world.plane;
  await cluster.simulator.faults.unreachable();
  const id = await world.start(backupOf(backupSpec({ unreachableTimeout: '1d' })), cluster);
  await clock.advance(HOURS * 3_600_000);
  const away = await services.ledger.readOperation(id);
  await cluster.simulator.faults.reachable();
  const { outageSeconds = 0, phase } = await world.ended(id);

  expect(away?.unreachableSince).toBeDefined();
  // every five seconds would be 2,880
  expect(away?.polls).toBeLessThan(300);
  expect(phase).toBe('Succeeded');
  expect(outageSeconds).toBeLessThan(HOURS * 3600 + 60);
});
