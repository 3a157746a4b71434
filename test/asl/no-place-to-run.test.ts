import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import { backupOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

/** More than the attempts at a failure; at most 60 s apart. */
const REFUSALS = 15;

let world: World;
let cluster: AslCluster;
beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createShop(cluster, 1);
}, 120_000);
afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
}, 60_000);

describe('a function that Lambda has no place for', () => {
  it.each([
    ['planBackup', 'Lambda.ResourceNotReadyException'],
    ['planBackup', 'Lambda.ResourceConflictException'],
    ['checkOffloads', 'Lambda.TooManyRequestsException'],
    ['finishBackup', 'Lambda.TooManyRequestsException'],
  ])('is asked again for minutes, and nothing is lost: %s, %s', async (step, name) => {
    let refused = 0;
    world.meddle(async (turn) => {
      if (turn.step !== step || refused === REFUSALS) return await turn.next();
      refused += 1;
      throw Object.assign(new Error('no place'), { name });
    });

    const { phase, epoch, losses } = await world.ended(await world.start(backupOf(backupSpec()), cluster));
    world.meddle(undefined);

    expect({ refused, phase, epoch, losses }).toEqual({ refused: REFUSALS, phase: 'Succeeded', epoch: 1, losses: 0 });
  });
});
