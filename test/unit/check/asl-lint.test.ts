import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMachine } from '../../../infra/read-machines.ts';
import { lintMachine } from '../../../tools/check/asl-lint.ts';
import type { Machine, State } from '../../../tools/check/asl-rules.ts';

const file = path.resolve(import.meta.dirname, '../../../state-machines/backup.asl.yml');
const text = await readFile(file, 'utf8');

function lintWith(change: (machine: Machine) => void): string {
  const machine = parseMachine(text) as Machine;
  change(machine);
  return lintMachine('backup.asl.yml', JSON.stringify(machine))
    .map(({ where, what }) => `${where}: ${what}`)
    .join('\n');
}

function stateOf(machine: Machine, name: string): State {
  const state = machine.States[name];
  if (!state) throw new Error(`no state ${name}`);
  return state;
}

const BROKEN: readonly [said: string, change: (machine: Machine) => void][] = [
  ['no state CleanUp', (machine) => delete machine.States.CleanUp],
  ['MISSING_TRANSITION_TARGET', (machine) => (stateOf(machine, 'WaitForOffloads').Next = 'Nowhere')],
  ['TimeoutSeconds is undefined', (machine) => delete stateOf(machine, 'CheckOffloads').TimeoutSeconds],
  ['TimeoutSeconds is 31536000', (machine) => (machine.TimeoutSeconds = 31_536_000)],
  ['JSONata', (machine) => (stateOf(machine, 'CheckOffloads').Comment = '{% $x %}')],
  ['a variable', (machine) => (stateOf(machine, 'CheckOffloads').Assign = { x: 1 })],
  ['a variable in a path', (machine) => (stateOf(machine, 'CheckOffloads').ResultPath = '$run.id')],
  ['a ResultPath that is all', (machine) => (stateOf(machine, 'CheckOffloads').ResultPath = '$')],
  [
    'an intrinsic function',
    (machine) => (stateOf(machine, 'BackupFailed').CausePath = "States.Format('{}', $.failure)"),
  ],
  ['a heartbeat', (machine) => (stateOf(machine, 'CheckOffloads').HeartbeatSeconds = 10)],
  [
    'a task token',
    (machine) => (stateOf(machine, 'CheckOffloads').Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken'),
  ],
  [
    'Retry is not the standard block',
    (machine) => (stateOf(machine, 'CheckOffloads').Retry = [{ ErrorEquals: ['States.ALL'] }]),
  ],
  ['Retry is not the standard block', (machine) => stateOf(machine, 'CheckOffloads').Retry?.pop()],
  ...[
    'TooManyRequestsException',
    'ResourceNotReadyException',
    'ENINotReadyException',
    'ResourceConflictException',
    'EC2ThrottledException',
    'EC2UnexpectedException',
    'SubnetIPAddressLimitReachedException',
  ].map((name): (typeof BROKEN)[number] => [
    'Retry is not the standard block',
    (machine) => {
      const retry = stateOf(machine, 'CheckOffloads').Retry?.at(-1);
      const names = retry?.ErrorEquals.filter((each) => each !== `Lambda.${name}`);
      if (!retry || names?.length !== retry.ErrorEquals.length - 1) throw new Error(`${name} is not there to take off`);
      retry.ErrorEquals = names;
    },
  ]),
  [
    'waits, and never hands over',
    (machine) => {
      const after = stateOf(machine, 'OffloadsDone?');
      const choices = after.Choices?.filter(({ Next: to }) => to !== 'ContinueBackup');
      if (choices?.length === after.Choices?.length) throw new Error('no choice to take off');
      after.Choices = choices ?? [];
    },
  ],
  ['no standard Catch', (machine) => delete stateOf(machine, 'CheckOffloads').Catch],
  [
    'no standard Catch',
    (machine) =>
      (stateOf(machine, 'CheckOffloads').Catch = [
        { ErrorEquals: ['States.ALL', 'Transient'], ResultPath: '$.failure', Next: 'CleanUp' },
      ]),
  ],
  [
    'branches on $.step.counts.launchable',
    (machine) =>
      stateOf(machine, 'OffloadsDone?').Choices?.push({ Variable: '$.step.counts.launchable', Next: 'LaunchOffloads' }),
  ],
  ['a Choice without Default', (machine) => delete stateOf(machine, 'OffloadsDone?').Default],
  [
    'BackupFailed: reached by PlanBackup',
    (machine) =>
      (stateOf(machine, 'CheckOffloads').Catch = [
        { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'BackupFailed' },
      ]),
  ],
  [
    '$$.Execution.Arn is no field',
    (machine) =>
      (stateOf(machine, 'CheckOffloads').Parameters = {
        FunctionName: '${OffloadArn}',
        'x.$': '$$.Execution.Arn',
      } as never),
  ],
  [
    'FunctionName is arn:aws:lambda',
    (machine) => (stateOf(machine, 'CheckOffloads').Parameters = { FunctionName: 'arn:aws:lambda:x' }),
  ],
  [
    'Payload does not name the state',
    (machine) => (stateOf(machine, 'CheckOffloads').Parameters = { FunctionName: '${OffloadArn}', Payload: {} }),
  ],
];

describe('the lint of state machines', () => {
  it('finds nothing in the backup machine', () => {
    expect(lintMachine('backup.asl.yml', text)).toEqual([]);
  });

  it.each(BROKEN)('says "%s" when the machine is broken so', (said, change) => {
    expect(lintWith(change)).toContain(said);
  });

  it('wants short retries between pre-exec and post-exec rules, and only there', () => {
    const said = lintWith((machine) => {
      const retryOf = (name: string) => stateOf(machine, name).Retry ?? [];
      for (const name of ['RunPreExecRules', 'RetainSnapshots'])
        stateOf(machine, name).Retry = retryOf('CheckOffloads');
      stateOf(machine, 'LaunchOffloads').Retry = retryOf('CreateSnapshots');
    });

    expect(said).toContain('RunPreExecRules: Retry is not the standard block');
    expect(said).toContain('RetainSnapshots: Retry is not the standard block');
    expect(said).toContain('LaunchOffloads: Retry is not the standard block');
    expect(said).not.toContain('CheckOffloads: Retry');
  });
});
