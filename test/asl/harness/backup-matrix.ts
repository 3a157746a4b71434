import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCase } from './case.ts';
import { type AslCluster, createShop, startCluster } from './cluster.ts';
import { FAULTS, type Fault } from './faults.ts';
import { BACKUP_OUTCOMES } from './outcomes.ts';
import { readTaskStates } from './task-states.ts';
import { backupSpec, startWorld, type World } from './world.ts';

const CLAIMS = 2;
/** A longer outage only means more polls. */
const SPEC = backupSpec({ unreachableTimeout: '2m' });

/** The rows of some Task states: every fault in each, one backup a case. Files share the work, so that they run side by side. */
export function testBackupStates(names: readonly string[]): void {
  let world: World;
  let cluster: AslCluster | undefined;

  beforeAll(async () => {
    world = await startWorld();
  }, 120_000);

  afterAll(async () => {
    await cluster?.simulator.stop();
    await world.stop();
  });

  /** A cluster on which a case left something, or has to find nothing, is used by no other. */
  async function openCluster(fresh: boolean): Promise<AslCluster> {
    if (fresh) await closeCluster();
    if (cluster) return cluster;
    cluster = await startCluster(world.plane);
    await createShop(cluster, CLAIMS);
    return cluster;
  }

  async function closeCluster(): Promise<void> {
    await cluster?.simulator.stop();
    cluster = undefined;
  }

  for (const state of readTaskStates('backup').filter(({ name }) => names.includes(name))) {
    describe(state.name, () => {
      for (const [name, fault] of Object.entries(FAULTS) as [keyof typeof FAULTS, Fault][]) {
        const ending = BACKUP_OUTCOMES[state.name]?.[name];
        it(`${state.name}: ${name} → ${ending}`, async () => {
          const on = await openCluster(state.name === 'EnsureRepositories');
          const { phase, kept, wrong } = await runCase(world, on, SPEC, state, fault).catch(async (thrown: unknown) => {
            await closeCluster();
            throw thrown;
          });
          if (wrong.length > 0) await closeCluster();
          const left = kept === 0 ? 'nothing left' : kept === CLAIMS ? 'kept' : `${kept} kept`;
          expect({ ending: `${phase}, ${left}`, wrong }).toEqual({ ending, wrong: [] });
        });
      }
    });
  }
}
