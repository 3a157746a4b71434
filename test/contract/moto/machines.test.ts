import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKUP, LONG_BACKUP, LONG_RESTORE, RESTORE, VALIDATION } from '../../asl/harness/benches.ts';
import { type Outcome, runCase } from '../../asl/harness/case.ts';
import { createShop, startCluster } from '../../asl/harness/cluster.ts';
import { FAULTS, type Fault, nothing } from '../../asl/harness/faults.ts';
import { said } from '../../asl/harness/kopia.ts';
import { type Bench, CLAIMS } from '../../asl/harness/matrix.ts';
import { readTaskStates, taskState } from '../../asl/harness/task-states.ts';
import { startWorld, type World } from '../../asl/harness/world.ts';
import { startMoto } from '../../support/moto/moto.ts';
import { readTrace, type Trace } from '../../support/moto/trace.ts';

const MACHINES = join(import.meta.dirname, '../../../state-machines');
const RUN_MS = 300_000;

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

/** For each state machine file what is tried beside an error in each of its states: where a machine waits, retries and gives up. */
const BENCHES: readonly { bench: Bench; runs: readonly Run[]; isLong?: true }[] = [
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
  { bench: LONG_BACKUP, isLong: true, runs: [{ state: 'ContinueBackup', fault: 'nothing' }] },
  {
    bench: RESTORE,
    runs: [
      { state: 'PlanRestore', fault: 'nothing' },
      { state: 'LaunchRestores', fault: 'it is cancelled' },
      { state: 'RestoreResources', fault: 'throws Transient three times' },
      { state: 'HandOverVolumes', fault: 'throws Transient for good' },
    ],
  },
  { bench: LONG_RESTORE, isLong: true, runs: [{ state: 'ContinueRestore', fault: 'nothing' }] },
  {
    bench: VALIDATION,
    runs: [
      { state: 'PlanValidation', fault: 'nothing' },
      { state: 'LaunchValidation', fault: 'it is cancelled' },
      { state: 'CheckValidation', fault: 'throws Transient three times' },
    ],
  },
];

/** An error that no Retry names, in each state that the bench comes to: its Catch, or the end of the machine. */
const inEachState = (bench: Bench, isLong: boolean): Run[] =>
  readTaskStates(bench.machine)
    .filter(({ name }) => name.startsWith('Continue') === isLong)
    .map(({ name }) => ({ state: name, fault: 'throws Permanent' }));
const ALL = BENCHES.map(({ bench, runs, isLong = false }) => ({
  bench,
  runs: [...runs, ...inEachState(bench, isLong)],
}));
const titleOf = (bench: Bench, { state, fault }: Run) => `${bench.machine}: ${fault} in ${state}`;

/** AWS ends the execution (States.Runtime cannot be caught), and so does the embedded interpreter; moto's catches it. */
const KNOWN = { bench: BACKUP, run: { state: 'CheckOffloads', fault: 'an answer without a status' } satisfies Run };

type Ends = Map<string, Pick<Outcome, 'phase' | 'kept' | 'wrong'> & { executions: Trace[] }>;

/** The same operations, in the same virtual time, on the same simulated clusters; only who interprets the machines differs. */
describe('two interpreters of the state machine files', () => {
  let embedded: Ends;
  let moto: Ends;

  beforeAll(async () => {
    embedded = await runAll(await startWorld());
    moto = await runAllOnMoto();
  }, RUN_MS);

  it('have runs for every file', () => {
    const files = readdirSync(MACHINES).map((file) => basename(file, '.asl.json'));
    const run = new Set(BENCHES.map(({ bench }) => bench.machine));

    expect([...run].toSorted()).toEqual(files.toSorted());
  });

  it.each(ALL.flatMap(({ bench, runs }) => runs.map((run) => titleOf(bench, run))))('agree on %s', (title) => {
    expect(moto.get(title)?.executions.length).toBeGreaterThan(0);
    expect(moto.get(title)).toEqual(embedded.get(title));
    expect(moto.get(title)?.wrong).toEqual([]);
  });

  it('differ, as is known, on a result that lacks what the machine selects', () => {
    const [lost, ...later] = embedded.get(titleOf(KNOWN.bench, KNOWN.run))?.executions ?? [];
    const [caught] = moto.get(titleOf(KNOWN.bench, KNOWN.run))?.executions ?? [];

    expect(lost).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(later.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(caught).toMatchObject({ status: 'FAILED', error: 'BackupFailed' });
  });
});

async function runAllOnMoto(): Promise<Ends> {
  const server = await startMoto();
  try {
    const world = await startWorld({ interpreter: server.url });
    const { announce, clock, host, stepFunctions } = world.plane;
    server.surround({ clock, announce, invoke: async (name, payload) => await host.invoke(name, payload) });
    const client = new SFNClient();
    for (const { name, definition, roleArn } of stepFunctions.machines.list()) {
      const { text } = stepFunctions.machines.compiled(definition);
      await client.send(new CreateStateMachineCommand({ name, roleArn, definition: text }));
    }
    client.destroy();
    return await runAll(world);
  } finally {
    await server.stop();
  }
}

async function runAll(world: World): Promise<Ends> {
  const ends: Ends = new Map();
  try {
    for (const { bench, runs } of ALL) {
      const cluster = await startCluster(world.plane);
      await createShop(cluster, CLAIMS);
      const subject = await bench.subject(world, cluster);
      for (const run of bench === KNOWN.bench ? [...runs, KNOWN.run] : runs) {
        const state = taskState(bench.machine, run.state);
        const { ended, phase, kept, wrong } = await runCase(world, cluster, subject, state, SOME[run.fault]);
        const executions = await Promise.all(ended.executions.map(async ({ arn }) => await readTrace(arn)));
        ends.set(titleOf(bench, run), { phase, kept, wrong, executions });
      }
      await cluster.simulator.stop();
    }
  } finally {
    await world.stop();
  }
  return ends;
}
