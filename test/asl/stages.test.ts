import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { definitionHash } from '../../infra/read-machines.ts';
import {
  BACKUP,
  DELETION,
  LONG_BACKUP,
  MAINTENANCE,
  RESTORE,
  RULED_BACKUP,
  SIMULATION,
  UNDO,
  VALIDATION,
} from './harness/benches.ts';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import { FAULTS, type Fault, nothing } from './harness/faults.ts';
import { CLAIMS, openBench } from './harness/matrix.ts';
import { readTaskStates, taskState } from './harness/task-states.ts';
import { startWorld, type World } from './harness/world.ts';

/** Those that an operation of its own comes to. */
const APART = new Set(['MakeRoom', 'SimulateRestore']);

function definitionOf(machine: string): string {
  const file = path.resolve(import.meta.dirname, `../../state-machines/${machine}.asl.yml`);
  return definitionHash(readFileSync(file, 'utf8'));
}

type Stages = NonNullable<Operation['stages']>;

function told(stages: Stages | undefined): string[] {
  return (stages ?? []).map(({ state, epoch, leftAt }) => `${state}/${epoch}${leftAt ? '' : ' not left'}`);
}

describe.each([RULED_BACKUP, RESTORE, DELETION, MAINTENANCE, VALIDATION, UNDO, SIMULATION])(
  'the stages of $machine',
  (bench) => {
    let world: World;
    let cluster: AslCluster;
    beforeAll(async () => {
      world = await startWorld();
      cluster = await startCluster(world.plane);
      await createShop(cluster, CLAIMS);
    }, 120_000);
    afterAll(async () => {
      await cluster.simulator.stop();
      await world.stop();
    });

    it('are all states of its machine in their order, each left, with what its Task said', async () => {
      const subject = await bench.subject(world, cluster);
      await subject.reset?.(cluster);
      const { phase, stages = [], finishedAt, executions } = await world.ended(await world.start(subject, cluster));

      const states = readTaskStates(bench.machine).map(({ name }) => name);
      const usual = states.filter((name) => !name.startsWith('Continue') && !APART.has(name));
      expect(phase).toBe('Succeeded');
      expect(executions.map(({ definition }) => definition)).toEqual([definitionOf(bench.machine)]);
      expect(told(stages)).toEqual(usual.map((name) => `${name}/1`));
      for (const [n, { state, leftAt, counts, visits, retries }] of stages.entries()) {
        const following = stages[n + 1]?.enteredAt ?? finishedAt;
        if (!state.startsWith('Launch')) expect(leftAt).toBe(following);
        expect({ state, retries }).toEqual({ state, retries: 0 });
        expect(visits).toBeGreaterThan(0);
        if (n < stages.length - 1) expect(counts).toBeTypeOf('object');
      }
    });
  },
);

const of = (stages: Stages, state: string) => stages.filter((one) => one.state === state);

async function stagesAfter({ run }: ReturnType<typeof openBench>, state: string, fault: Fault): Promise<Stages> {
  const { ended, wrong } = await run(taskState('backup', state), fault);
  expect(wrong).toEqual([]);
  return ended.stages ?? [];
}

describe('the stages of a backup', () => {
  const bench = openBench(BACKUP);

  it.each(['times out after its side effect', 'dies after its side effect'] as const)(
    'say how often a Task was tried again that %s',
    async (fault) => {
      expect(of(await stagesAfter(bench, 'CollectResources', FAULTS[fault]), 'CollectResources')).toEqual([
        expect.objectContaining({ visits: 1, retries: 1, leftAt: expect.any(String) }),
      ]);
    },
  );

  it('leave open the state in which an execution was lost, and go on with the next epoch', async () => {
    const stages = await stagesAfter(bench, 'CreateSnapshots', FAULTS['its execution is lost after its side effect']);

    const taken = told(stages);
    expect(taken.slice(0, 5)).toEqual([
      'PlanBackup/1',
      'BeginRepositories/1',
      'CheckPrerequisites/1',
      'CreateSnapshots/1 not left',
      'PlanBackup/2',
    ]);
    expect(taken.at(-1)).toBe('FinishBackup/2');
  });

  it('name the code with which a state ended, also where only the machine saw it, and stay', async () => {
    const dies: Fault = async ({ next }) => {
      await next();
      throw new Error('it has run out of memory');
    };
    const stages = await stagesAfter(bench, 'CollectResources', dies);
    const unreached = await stagesAfter(bench, 'CheckSnapshotsReady', FAULTS['the cluster is unreachable for good']);

    const failed = { leftAt: expect.any(String), retries: 0 };
    expect(of(stages, 'CollectResources')).toEqual([expect.objectContaining({ ...failed, failure: 'internal' })]);
    expect(of(unreached, 'CheckSnapshotsReady')).toEqual([
      expect.objectContaining({ ...failed, failure: 'cluster.unreachable', counts: { unreachable: 1 } }),
    ]);
    expect(told(stages).slice(-2)).toEqual(['CleanUp/1', 'FinishBackup/1']);
  });
});

describe('the stages of a backup that goes on in another execution', () => {
  const bench = openBench(LONG_BACKUP);

  it('are left in both epochs, when one hands over to the next', async () => {
    const stages = await stagesAfter(bench, 'ContinueBackup', nothing);

    expect(told(stages)).not.toContain('ContinueBackup/1 not left');
    expect(told(of(stages, 'ContinueBackup'))).toEqual(['ContinueBackup/1']);
    expect(told(stages).at(-1)).toBe('FinishBackup/2');
  });
});
