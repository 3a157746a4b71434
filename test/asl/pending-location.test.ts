import { afterAll, beforeAll, expect, it } from 'vitest';
import { BACKUP, DELETION, MAINTENANCE, RESTORE, VALIDATION } from './harness/benches.ts';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import { type Bench, CLAIMS } from './harness/matrix.ts';
import { startWorld, type World } from './harness/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.stop();
});

async function open(): Promise<AslCluster> {
  const cluster = await startCluster(world.plane);
  await createShop(cluster, CLAIMS);
  return cluster;
}

it.each<[string, Bench]>([
  ['backup', BACKUP],
  ['restore', RESTORE],
  ['deletion', DELETION],
  ['maintenance', MAINTENANCE],
  ['validation', VALIDATION],
])('a %s ends well where the location answers each state the second time only', async (_, { subject }) => {
  const cluster = await open();
  const chosen = await subject(world, cluster);
  await chosen.reset?.(cluster);
  const pending = new Map();
  world.plane.state.pending = pending;

  const ended = await world.run(chosen, cluster);

  world.plane.state.pending = undefined;
  expect(ended).toMatchObject({ phase: 'Succeeded', epoch: 1 });
  expect([...pending.values()].filter((isTold) => isTold).length).toBeGreaterThan(0);
  await cluster.simulator.stop();
});
