import { join } from 'node:path';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineNames } from '../../../infra/read-machines.ts';
import { ROLE_ARN } from '../../../local/step-functions/limits.ts';
import {
  BACKUP,
  DELETION,
  FULL_BACKUP,
  LONG_BACKUP,
  LONG_DELETION,
  LONG_MAINTENANCE,
  LONG_RESTORE,
  LONG_UNDO,
  MAINTENANCE,
  RESTORE,
  RESTORE_SIMULATION,
  RULED_BACKUP,
  SIMULATION,
  UNDO,
  VALIDATION,
} from '../../asl/harness/benches.ts';
import { type Outcome, runCase } from '../../asl/harness/case.ts';
import { type AslCluster, createShop, startCluster } from '../../asl/harness/cluster.ts';
import { FAULTS, type Fault, nothing } from '../../asl/harness/faults.ts';
import { said } from '../../asl/harness/kopia.ts';
import { type Bench, CLAIMS } from '../../asl/harness/matrix.ts';
import type { Subject } from '../../asl/harness/subject.ts';
import { readTaskStates, taskState } from '../../asl/harness/task-states.ts';
import { startWorld, type World } from '../../asl/harness/world.ts';
import { startMoto } from '../../support/moto/moto.ts';
import { readTrace, type Trace } from '../../support/moto/trace.ts';

const MACHINES = join(import.meta.dirname, '../../../state-machines');
/** The first time moto is installed. */
const INSTALL_MS = 600_000;

const uploadFails: Fault = async ({ next }, { kopia }) => {
  kopia.fail = (action) => (action === 'snapshot' ? said(1, { action, failed: 'snapshot', exit: 1 }) : undefined);
  return await next();
};
const SOME = {
  nothing,
  'an upload that fails for good': uploadFails,
  'an answer without a status': (async ({ turn, next }) => (turn === 1 ? {} : await next())) satisfies Fault,
  ...FAULTS,
};
interface Run {
  state: string;
  fault: keyof typeof SOME;
}

/** States that a bench of their own comes to, and no other. */
const CONTINUATION = /^Continue/;
const ROOM = /^MakeRoom$/;
const RULES = /^Run(Pre|Post)ExecRules$/;

/** For each state machine file what is tried beside an error in each of its states: where a machine waits, retries and gives up. */
const BENCHES: readonly { bench: Bench; runs: readonly Run[]; only?: RegExp }[] = [
  {
    bench: BACKUP,
    runs: [
      { state: 'PlanBackup', fault: 'nothing' },
      { state: 'LaunchOffloads', fault: 'an upload that fails for good' },
      { state: 'CheckSnapshotsReady', fault: 'it is cancelled' },
      { state: 'CreateSnapshots', fault: 'throws Transient three times' },
      { state: 'CollectResources', fault: 'throws Transient for good' },
      { state: 'SealBackup', fault: 'times out after its side effect' },
      { state: 'CheckOffloads', fault: 'the cluster is unreachable for 30 s' },
    ],
  },
  { bench: FULL_BACKUP, only: ROOM, runs: [{ state: 'MakeRoom', fault: 'nothing' }] },
  {
    bench: RULED_BACKUP,
    only: RULES,
    runs: [
      { state: 'RunPreExecRules', fault: 'nothing' },
      { state: 'RunPostExecRules', fault: 'throws Transient three times' },
    ],
  },
  { bench: LONG_BACKUP, only: CONTINUATION, runs: [{ state: 'ContinueBackup', fault: 'nothing' }] },
  {
    bench: RESTORE,
    runs: [
      { state: 'PlanRestore', fault: 'nothing' },
      { state: 'LaunchRestores', fault: 'it is cancelled' },
      { state: 'RestoreResources', fault: 'throws Transient three times' },
      { state: 'HandOverVolumes', fault: 'throws Transient for good' },
    ],
  },
  { bench: LONG_RESTORE, only: CONTINUATION, runs: [{ state: 'ContinueRestore', fault: 'nothing' }] },
  {
    bench: UNDO,
    runs: [
      { state: 'PlanUndo', fault: 'nothing' },
      { state: 'RemoveObjects', fault: 'it is cancelled' },
      { state: 'RemoveNamespaces', fault: 'throws Transient three times' },
    ],
  },
  { bench: LONG_UNDO, only: CONTINUATION, runs: [{ state: 'ContinueUndo', fault: 'nothing' }] },
  {
    bench: SIMULATION,
    only: /^(?!SimulateRestore)/,
    runs: [
      { state: 'PlanSimulation', fault: 'nothing' },
      { state: 'SimulateBackup', fault: 'throws Transient three times' },
    ],
  },
  {
    bench: RESTORE_SIMULATION,
    only: /^SimulateRestore$/,
    runs: [{ state: 'SimulateRestore', fault: 'nothing' }],
  },
  {
    bench: VALIDATION,
    runs: [
      { state: 'PlanValidation', fault: 'nothing' },
      { state: 'LaunchValidation', fault: 'it is cancelled' },
      { state: 'CheckValidation', fault: 'throws Transient three times' },
    ],
  },
  {
    bench: DELETION,
    runs: [
      { state: 'PlanDeletion', fault: 'nothing' },
      { state: 'RemoveSeal', fault: 'it is cancelled' },
      { state: 'CheckSnapshotDeletions', fault: 'throws Transient three times' },
    ],
  },
  { bench: LONG_DELETION, only: CONTINUATION, runs: [{ state: 'ContinueDeletion', fault: 'nothing' }] },
  {
    bench: MAINTENANCE,
    runs: [
      { state: 'PlanMaintenance', fault: 'nothing' },
      { state: 'LaunchMaintenance', fault: 'it is cancelled' },
      { state: 'ReadSeals', fault: 'throws Transient three times' },
    ],
  },
  { bench: LONG_MAINTENANCE, only: CONTINUATION, runs: [{ state: 'ContinueMaintenance', fault: 'nothing' }] },
];

/** An error that no Retry names, in each state that the bench comes to: its Catch, or the end of the machine. */
const inEachState = (bench: Bench, only?: RegExp): Run[] =>
  readTaskStates(bench.machine)
    .filter(({ name }) => only?.test(name) ?? ![CONTINUATION, ROOM, RULES].some((apart) => apart.test(name)))
    .map(({ name }) => ({ state: name, fault: 'throws Permanent' }));
/** AWS ends the execution (States.Runtime cannot be caught), and so does the embedded interpreter; moto's catches it. */
const KNOWN = { bench: BACKUP, run: { state: 'CheckOffloads', fault: 'an answer without a status' } satisfies Run };

const ALL = BENCHES.map(({ bench, runs, only }) => ({ bench, runs: [...runs, ...inEachState(bench, only)] }));
const titleOf = (bench: Bench, { state, fault }: Run) => `${bench.machine}: ${fault} in ${state}`;

type End = Pick<Outcome, 'phase' | 'kept' | 'wrong'> & { executions: Trace[] };
const embedded = new Map<string, End>();
const KNOWN_TITLE = titleOf(KNOWN.bench, KNOWN.run);

/** The same operations, in the same virtual time, on the same simulated clusters; only who interprets the machines differs. */
describe('the embedded interpreter', () => {
  it('has runs for every state machine file', () => {
    const files = machineNames(MACHINES);
    const run = new Set(BENCHES.map(({ bench }) => bench.machine));

    expect([...run].toSorted()).toEqual(files.toSorted());
  });

  testRuns(startWorld, 'ends', (title, end) => {
    embedded.set(title, end);
    expect(end.wrong).toEqual([]);
  });
});

describe('moto', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  beforeAll(async () => {
    moto = await startMoto();
  }, INSTALL_MS);
  afterAll(async () => await moto?.stop());

  const startOnMoto = async () => {
    const world = await startWorld({ interpreter: moto.url });
    const { announce, clock, host, stepFunctions } = world.plane;
    moto.surround({ clock, announce, invoke: async (name, payload) => await host.invoke(name, payload) });
    const client = new SFNClient();
    for (const { name, definition } of stepFunctions.machines.list()) {
      const { text } = stepFunctions.machines.compiled(definition);
      await client.send(new CreateStateMachineCommand({ name, roleArn: ROLE_ARN, definition: text }));
    }
    client.destroy();
    return world;
  };

  testRuns(startOnMoto, 'agrees on', (title, end) => {
    expect(end.executions.length).toBeGreaterThan(0);
    if (title !== KNOWN_TITLE) return expect(end).toEqual(embedded.get(title));
    const [lost, ...later] = embedded.get(title)?.executions ?? [];
    expect(lost).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(later.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(end.executions).toMatchObject([{ status: 'FAILED', error: 'BackupFailed' }]);
  });
});

/** One world for all, and one cluster for each bench. */
function testRuns(start: () => Promise<World>, word: string, judge: (title: string, end: End) => void): void {
  let world: World;
  /** None ends before the last bench: a maintenance goes to every cluster that has a repository at its location, and waits for it. */
  const clusters: AslCluster[] = [];
  beforeAll(async () => {
    world = await start();
  }, INSTALL_MS);
  afterAll(async () => {
    await Promise.all(clusters.map(async ({ simulator }) => await simulator.stop()));
    await world?.stop();
  });

  for (const { bench, runs } of ALL) {
    describe(bench.machine, () => {
      let cluster: AslCluster;
      let subject: Subject;
      beforeAll(async () => {
        cluster = await startCluster(world.plane, bench.drivers ? { drivers: bench.drivers } : {});
        clusters.push(cluster);
        await createShop(cluster, CLAIMS);
        subject = await bench.subject(world, cluster);
      });
      it.each(runs.map((run) => ({ title: titleOf(bench, run), ...run })))(`${word} $title`, async (run) => {
        const state = taskState(bench.machine, run.state);
        const { ended, phase, kept, wrong } = await runCase(world, cluster, subject, state, SOME[run.fault]);
        const executions = await Promise.all(ended.executions.map(async ({ arn }) => await readTrace(arn)));
        judge(run.title, { phase, kept, wrong, executions });
      });
    });
  }
}
