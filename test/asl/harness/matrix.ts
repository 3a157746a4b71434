import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCase } from './case.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './cluster.ts';
import { type Deleted, deletes, deletesHalf, deletesNamespace, type Half } from './deletions.ts';
import { diesAfterWrite, FAULTS, type Fault, type FaultName } from './faults.ts';
import type { Ending, Row } from './outcomes.ts';
import type { Subject } from './subject.ts';
import { readTaskStates, type TaskState, taskState } from './task-states.ts';
import { startWorld, type World } from './world.ts';

export const CLAIMS = 2;
/** A longer outage only means more polls. */
export const SETTINGS = { unreachableTimeout: '2m' };
/** CollectResources writes a row and an object for each of many kinds, all alike: of those after the first few some are tried. */
const FEW_WRITES = 12;
const MAX_WRITES = 40;
const STRIDE = 9;

/** What a file of the matrix runs on: a world for all, a cluster for as many cases as leave it as it was. */
export interface Bench {
  machine: string;
  subject(world: World, cluster: AslCluster): Promise<Subject>;
  /** States whose cases need a cluster that no case has used. */
  fresh?: readonly string[];
  /** CSI drivers of its clusters; see SimulatorOptions. */
  drivers?: string[];
}

/** @param given of the control plane */
export function openBench({ subject, fresh = [], drivers }: Bench, given: Parameters<typeof startWorld>[0] = {}) {
  let world: World;
  let opened: { cluster: AslCluster; subject: Subject } | undefined;

  beforeAll(async () => {
    world = await startWorld(given);
  }, 120_000);

  afterAll(async () => {
    await close();
    await world.stop();
  }, 60_000);

  async function close(): Promise<void> {
    await opened?.cluster.simulator.stop();
    opened = undefined;
  }

  async function open(state: TaskState) {
    if (fresh.includes(state.name)) await close();
    if (opened) return opened;
    const cluster = await startCluster(world.plane, drivers ? { drivers } : {});
    await createShop(cluster, CLAIMS);
    opened = { cluster, subject: await subject(world, cluster) };
    return opened;
  }

  /** How the operation ended, and what is wrong; a cluster on which something is wrong is used no more. */
  async function run(state: TaskState, fault: Fault) {
    try {
      const { cluster, subject: on } = await open(state);
      const outcome = await runCase(world, cluster, on, state, fault);
      const { phase, kept, wrong } = outcome;
      if (wrong.length > 0) await close();
      const left = kept === 0 ? 'nothing left' : kept === CLAIMS ? 'kept' : `${kept} kept`;
      return { ...outcome, ending: `${phase}, ${left}`, simulator: cluster.simulator };
    } catch (thrown) {
      await close();
      throw thrown;
    }
  }
  return { run, close, world: () => world };
}

/** The rows of some Task states; files share the work, so that they run side by side. */
export function testStates(bench: Bench, outcomes: Record<string, Row>, names: readonly string[]) {
  const { run } = openBench(bench);
  for (const state of readTaskStates(bench.machine).filter(({ name }) => names.includes(name))) {
    describe(state.name, () => {
      for (const [name, ending] of Object.entries(outcomes[state.name] ?? {}) as [FaultName, Ending][]) {
        it(`${state.name}: ${name} → ${ending}`, async () => {
          expect(await run(state, FAULTS[name])).toMatchObject({ ending, wrong: [] });
        });
      }
    });
  }
}

/** Somebody deletes what the operation has, kind by kind, as each of these states begins. */
export function testDeletions(bench: Bench, rows: Record<string, Partial<Record<Deleted | 'Namespace', Ending>>>) {
  const { run, close } = openBench(bench);
  for (const state of readTaskStates(bench.machine)) {
    for (const [kind, ending] of Object.entries(rows[state.name] ?? {}) as [Deleted | 'Namespace', Ending][]) {
      const what = kind === 'Namespace' ? 'the namespace of the application' : `every ${kind} of the operation`;
      it(`${state.name}: somebody deletes ${what} → ${ending}`, async () => {
        const isOurs = kind !== 'Namespace';
        expect(await run(state, isOurs ? deletes(kind) : deletesNamespace(SHOP))).toMatchObject({ ending, wrong: [] });
        if (!isOurs) await close();
      });
    }
  }
}

/** The pair that becomes the local copy loses a half while it is made. */
export function testLostHalves(bench: Bench, endings: Record<Half, Ending>) {
  const { run, close } = openBench(bench);
  const state = taskState(bench.machine, 'AdoptSnapshots');
  for (const [kind, ending] of Object.entries(endings) as [Half, Ending][]) {
    it(`AdoptSnapshots: somebody deletes every ${kind} it has just made → ${ending}`, async () => {
      expect(await run(state, deletesHalf(kind))).toMatchObject({ ending, wrong: [] });
      await close();
    });
  }
}

/**
 * Each of these states dies after each of its writes, one after the other, and so does its execution, or it does not.
 * @param unknowable how it ends in place of that, where nobody can know what became of its last write: each once, by state
 */
export function testDeaths(
  bench: Bench,
  ending: Ending,
  names: readonly string[],
  whenLost: readonly Ending[] = [ending],
  unknowable: Record<string, readonly Ending[]> = {},
) {
  const { run } = openBench(bench);
  for (const state of readTaskStates(bench.machine).filter(({ name }) => names.includes(name))) {
    for (const and of ['is tried again', 'is lost'] as const) {
      const endings = and === 'is lost' ? whenLost : [ending];
      it(`${state.name}: dies after each of its writes and ${and} → ${endings.join(' or ')}`, {
        timeout: 300_000,
      }, async () => {
        const left = and === 'is lost' ? [] : [...(unknowable[state.name] ?? [])];
        for (let write = 1; write <= MAX_WRITES; write += write < FEW_WRITES ? 1 : STRIDE) {
          const { fault, died } = diesAfterWrite(write, and);
          const outcome = await run(state, fault);
          const isOther = outcome.ending !== ending && outcome.ending === left[0];
          const expected = isOther ? left.splice(0, 1) : endings;
          expect({ write, ...outcome }).toMatchObject({ write, ending: expect.toBeOneOf([...expected]), wrong: [] });
          if (!died()) break;
        }
        expect(left).toEqual([]);
      });
    }
  }
}
