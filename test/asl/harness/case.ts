import { endOf } from '../../../functions/domain/operation/event-types.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import type { RestoredObject } from '../../../functions/domain/restore/restored-object.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';
import { readBatches } from '../../../functions/operations/read-record.ts';
import type { AslCluster } from './cluster.ts';
import type { Fault } from './faults.ts';
import { compareInventories, type Inventory, takeInventory } from './inventory.ts';
import { readLeases } from './leases.ts';
import { expectIn, type Subject } from './subject.ts';
import type { TaskState } from './task-states.ts';
import type { World } from './world.ts';

/** Zombies have ended, and the sweep has come by twice. */
const QUIET_MS = 15 * 60_000;
const SWEEP_MS = 5 * 60_000;

/** What a case came to; everything that a fault must not change is in `wrong`. */
export interface Outcome {
  phase: string;
  /** Volumes whose local copy is on the cluster. */
  kept: number;
  /** Sentences; empty when all is well. */
  wrong: string[];
  ended: Operation;
  /** The message of the event of its end. */
  said: string;
  volumes: Volume[];
  /** The cluster, compared with what it was before. */
  left: ReturnType<typeof compareInventories>;
  /** Of a restore: what became of each object. */
  record: RestoredObject[];
}

/** One operation with one fault in one of its states, on a cluster that was clean before. What it made stays for a look. */
export async function runCase(
  world: World,
  cluster: AslCluster,
  subject: Subject,
  state: TaskState,
  fault: Fault,
): Promise<Outcome> {
  const { plane } = world;
  await subject.reset?.(cluster);
  const one = openCase(world, cluster, subject);
  const before = takeInventory(cluster.simulator);
  let struck = false;
  world.meddle(async (turn) => {
    if (turn.step !== state.step) return await turn.next();
    struck = true;
    return await fault(turn, one);
  });
  try {
    const operationId = await world.start(subject, cluster);
    const ended = await world.ended(operationId);
    await one.mend();
    await plane.clock.advance(QUIET_MS);
    // What is left on a cluster goes in three sweeps, and the first that comes by may be too early for this end.
    const { residuals = [] } = (await plane.services.ledger.readOperation(operationId)) ?? {};
    if (residuals.length > 0) await plane.clock.advance(SWEEP_MS);
    const leases = await readLeases(plane, operationId);
    const outcome = await judge(world, cluster, subject, { ended, before, leases, removed: one.removed });
    if (!struck) outcome.wrong.push(`it never came to ${state.name}`);
    return outcome;
  } finally {
    await one.mend();
    world.meddle(undefined);
  }
}

function openCase({ plane }: World, { kopia, simulator }: AslCluster, { machine }: Subject) {
  const { clock, services, state } = plane;
  let isClusterDown = false;
  const one = {
    clock,
    kopia,
    simulator,
    /** Objects of the user's that the case itself deleted. */
    removed: [] as string[],
    async setCluster(to: 'up' | 'down') {
      if (to === 'down') await simulator.faults.unreachable();
      else if (isClusterDown) await simulator.faults.reachable();
      isClusterDown = to === 'down';
    },
    setLocation(to: 'up' | 'down') {
      state.locationDown = to === 'down';
    },
    /** No status change is delivered from now on: only the sweep is left. */
    silence() {
      state.deliver = false;
    },
    stopExecutions() {
      for (const { executionArn, status } of plane.stepFunctions.list(plane.machine(machine))) {
        if (status === 'RUNNING') plane.stepFunctions.stop(executionArn, 'Stopped', 'by a person');
      }
    },
    async cancel(operationId: string) {
      // refused once it seals
      await services.ledger.requestCancel(operationId, 'somebody').catch(() => undefined);
    },
    restart: () => plane.restart(),
    /** What lasted for good ends, after the operation did. */
    async mend() {
      state.locationDown = false;
      state.deliver = true;
      kopia.fail = undefined;
      await one.setCluster('up');
    },
  };
  return one;
}
export type Case = ReturnType<typeof openCase>;

interface End {
  ended: Operation;
  before: Inventory;
  leases: readonly string[];
  removed: readonly string[];
}

async function judge(
  world: World,
  cluster: AslCluster,
  subject: Subject,
  { ended, before, leases, removed }: End,
): Promise<Outcome> {
  const { plane } = world;
  const { ledger } = plane.services;
  const { operationId, phase, error } = ended;
  const wrong = [...cluster.kopia.broken];
  const expect = expectIn(wrong);

  const now = await ledger.readOperation(operationId);
  expect(now?.phase === phase, `it was ${phase} and is ${now?.phase}`);
  expect((error === undefined) === (phase === 'Succeeded'), `error: ${JSON.stringify(error)}`);
  expect(now?.residuals.length === 0, `residuals: ${JSON.stringify(now?.residuals)}`);
  const isOpen = (await ledger.listIncomplete()).includes(operationId);
  const waitsUntil = now?.copiesUntil ?? now?.nextTryAt;
  expect(isOpen === (waitsUntil !== undefined), `open: ${isOpen}; something is due at ${waitsUntil}`);
  const until = (Date.parse(now?.copiesUntil ?? '') - Date.parse(ended.finishedAt ?? '')) / 3_600_000;
  expect(now?.copiesUntil === undefined || until === 72, `local copies are kept for ${until} h`);
  const { items } = await ledger.readEvents(operationId);
  const endings = items.flatMap(({ type }) =>
    /^(Backup|Restore|Delete|Validation|Maintenance|Undo|Simulation)(Succeeded|Failed|Cancelled)$/.test(type)
      ? [type]
      : [],
  );
  expect(endings.join() === endOf(subject.kind, phase), `its end by its events: ${endings.join()}`);
  const executions = plane.stepFunctions.list(plane.machine(subject.machine));
  expect(!executions.some(({ status }) => status === 'RUNNING'), 'an execution still runs');
  // Of a freeze that nobody could end: it runs out with its timers.
  const isUnended = now?.freezes?.some(({ thawFailed, thawedBy }) => thawFailed && !thawedBy) ?? false;
  const held = leases.filter((lease) => !(isUnended && lease.startsWith('quiesce#')));
  expect(held.length === 0, `leases are held: ${held.join()}`);

  const left = compareInventories(before, takeInventory(cluster.simulator));
  const touched = [...left.removed.filter((name) => !removed.includes(name)), ...left.changed];
  const foreign = touched.filter((name) => !subject.mayTouch?.(name));
  expect(foreign.length === 0, `touched: ${foreign.join(', ')}`);
  const volumes = await ledger.readVolumes(operationId);
  wrong.push(...(await subject.judge({ world, cluster, ended, volumes, left, isBereft: removed.length > 0 })));
  const kept = volumes.filter(({ localCopy }) => localCopy?.keptFor).length;
  const record: RestoredObject[] = [];
  for await (const { objects } of readBatches(ledger, operationId)) record.push(...objects);
  const said = items.find(({ type }) => type === endings[0])?.message ?? '';
  return { phase, kept, wrong, ended, said, volumes, left, record };
}
