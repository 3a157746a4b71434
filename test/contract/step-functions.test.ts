import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../local/aws-json.ts';
import { startStepFunctionsEndpoint } from '../../local/step-functions/endpoint.ts';
import { HISTORY_EVENTS } from '../../local/step-functions/limits.ts';
import type { StatusChange } from '../../local/step-functions/status-change.ts';
import { createStepFunctions, type StepFunctions } from '../../local/step-functions/step-functions.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

const retry = [
  {
    ErrorEquals: ['Transient', 'States.Timeout'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    MaxAttempts: 6,
  },
];

function task(functionName: string, fields: object = {}) {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functionName, Payload: { step: functionName, 'run.$': '$' } },
    TimeoutSeconds: 125,
    ...fields,
  };
}

const poll = {
  StartAt: 'Check',
  States: {
    Check: task('check', { ResultPath: '$.check', Next: 'Done?' }),
    'Done?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.check.Payload.status', StringEquals: 'done', Next: 'Finished' }],
      Default: 'WaitForCheck',
    },
    WaitForCheck: { Type: 'Wait', SecondsPath: '$.check.Payload.retryAfterSeconds', Next: 'Check' },
    Finished: { Type: 'Succeed' },
  },
};

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

describe('Step Functions of the embedded stack, through client-sfn', () => {
  let folder: string;
  let clock: VirtualClock;
  let service: StepFunctions;
  let endpoint: Endpoint;
  let client: SFNClient;
  let functions: Record<string, (payload: unknown) => Promise<unknown>>;
  let changes: StatusChange[];

  async function open(): Promise<void> {
    const invoke = async (name: string, payload: unknown) => functions[name]?.(payload);
    service = createStepFunctions({
      folder,
      clock,
      invoke,
      random: () => 1,
      onStatusChange: (event) => changes.push(event),
    });
    endpoint = await startStepFunctionsEndpoint(service);
    client = new SFNClient({
      endpoint: endpoint.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
      maxAttempts: 1,
    });
  }

  async function close(): Promise<void> {
    service.abandon();
    client.destroy();
    await endpoint.stop();
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'snapferry-sfn-'));
    clock = createVirtualClock();
    functions = {};
    changes = [];
    await open();
  });

  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  function create(definition: object, name = 'machine'): string {
    return service.register({ name, definition: JSON.stringify(definition) }).stateMachineArn;
  }

  async function start(stateMachineArn: string, name: string, input: object = {}): Promise<string> {
    const started = await client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return String(started.executionArn);
  }

  async function run(definition: object, input: object = {}) {
    const executionArn = await start(create(definition), 'run', input);
    await service.ended(executionArn);
    return client.send(new DescribeExecutionCommand({ executionArn }));
  }

  async function history(executionArn: string): Promise<string[]> {
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    return events.map(({ type }) => String(type));
  }

  it('polls until done, in the virtual time its waits ask for, with 9 events a poll', async () => {
    let polls = 0;
    functions.check = async () => ({ status: ++polls === 4 ? 'done' : 'waiting', retryAfterSeconds: 3600 });

    const { status, output, executionArn } = await run(poll, { operationId: 'bk-1' });
    const types = await history(String(executionArn));

    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(String(output))).toEqual({
      operationId: 'bk-1',
      check: { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: { status: 'done', retryAfterSeconds: 3600 } },
    });
    expect(clock.elapsed()).toBe(3 * 3600 * 1000);
    expect(types.slice(1, 10)).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'WaitStateEntered',
      'WaitStateExited',
    ]);
    expect(types.at(-1)).toBe('ExecutionSucceeded');
    expect(types).toHaveLength(1 + 3 * 9 + 7 + 2 + 1);
  });

  it('shows an error by its name, with a Cause of errorType, errorMessage and trace', async () => {
    functions.fail = async () => {
      throw named('Permanent', 'snapshot.failed');
    };

    const { status, error, cause } = await run({
      StartAt: 'Fail',
      States: { Fail: task('fail', { Retry: retry, End: true }) },
    });

    expect({ status, error }).toEqual({ status: 'FAILED', error: 'Permanent' });
    expect(JSON.parse(String(cause))).toEqual({
      errorType: 'Permanent',
      errorMessage: 'snapshot.failed',
      trace: expect.any(Array) as string[],
    });
  });

  it('retries what a retrier names, waiting as it says, then catches', async () => {
    let attempts = 0;
    functions.flaky = async () => {
      attempts++;
      throw named('Transient', 'unreachable');
    };
    const caught = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Over' }];
    const definition = {
      StartAt: 'Flaky',
      States: { Flaky: task('flaky', { Retry: retry, Catch: caught, End: true }), Over: { Type: 'Pass', End: true } },
    };

    const { status, output } = await run(definition);

    expect(status).toBe('SUCCEEDED');
    expect(attempts).toBe(7);
    expect(clock.elapsed()).toBe((2 + 4 + 8 + 16 + 32 + 60) * 1000);
    expect(JSON.parse(String(output))).toMatchObject({ failure: { Error: 'Transient' } });
  });

  it('times a Task out although its function goes on', async () => {
    functions.slow = () => clock.sleep(1_000_000);

    const { status, error, executionArn, startDate, stopDate } = await run({
      StartAt: 'Slow',
      States: { Slow: task('slow', { End: true }) },
    });

    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(await history(String(executionArn))).toContain('TaskTimedOut');
    expect(Number(stopDate) - Number(startDate)).toBe(125_000);
  });

  it('runs fifty functions at once; those that wait for a place do so on nobody’s time, and in their order', async () => {
    const order: unknown[] = [];
    functions.slow = async (payload) => {
      order.push((payload as { run: { n: number } }).run.n);
      await clock.sleep(100_000);
    };
    const machine = create({ StartAt: 'Slow', States: { Slow: task('slow', { End: true }) } });
    const release = clock.hold();
    const started = Array.from({ length: 120 }, (_, n) =>
      service.start({ stateMachineArn: machine, name: `run-${n}`, input: JSON.stringify({ n }) }),
    );
    release();
    const ended = await Promise.all(started.map(({ executionArn }) => service.ended(executionArn)));

    const [first] = started;
    const seconds = ended.map(({ stopDate }) => (Number(stopDate) - Number(first?.startDate)) / 1000);
    const count = (at: number) => seconds.filter((one) => one === at).length;
    expect([count(100), count(200), count(300)]).toEqual([50, 50, 20]);
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['SUCCEEDED']));
    expect(order).toEqual(Array.from({ length: 120 }, (_, n) => n));
  });

  it('times the machine out', async () => {
    functions.check = async () => ({ status: 'waiting', retryAfterSeconds: 300 });

    const { status } = await run({ ...poll, TimeoutSeconds: 3600 });

    expect(status).toBe('TIMED_OUT');
    expect(clock.elapsed()).toBe(3_600_000);
  });

  it('runs nothing more after StopExecution, not even a retry', async () => {
    let attempts = 0;
    let fail: ((error: Error) => void) | undefined;
    functions.held = () => {
      attempts++;
      return new Promise((_, reject) => (fail = reject));
    };
    const states = {
      Held: task('held', { Retry: retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Held' }], End: true }),
    };
    const executionArn = await start(create({ StartAt: 'Held', States: states }), 'run');
    await expect.poll(() => attempts).toBe(1);

    await client.send(new StopExecutionCommand({ executionArn, error: 'Asked', cause: 'by hand' }));
    fail?.(named('Transient', 'too late'));
    await clock.advance(600_000);

    const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect({ status, error, cause }).toEqual({ status: 'ABORTED', error: 'Asked', cause: 'by hand' });
    expect(attempts).toBe(1);
    expect((await history(executionArn)).at(-1)).toBe('ExecutionAborted');
  });

  it('gives the same execution to a repeated start, and refuses the name for another input or once it has closed', async () => {
    functions.check = async () => ({ status: 'waiting', retryAfterSeconds: 60 });
    const release = clock.hold();
    const machine = create(poll);
    const first = await start(machine, 'bk-1-1', { epoch: 1 });

    expect(await start(machine, 'bk-1-1', { epoch: 1 })).toBe(first);
    await expect(start(machine, 'bk-1-1', { epoch: 2 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    service.stop(first);
    await expect(start(machine, 'bk-1-1', { epoch: 1 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    release();
  });

  it('fails an execution at 25,000 events', async () => {
    functions.check = async () => ({ status: 'waiting', retryAfterSeconds: 1 });

    const { status, error, executionArn } = await run(poll);

    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
    const last = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }));
    expect(last.events?.[0]).toMatchObject({ id: HISTORY_EVENTS, type: 'ExecutionFailed' });
    expect(last.nextToken).toBeDefined();
  });

  it('refuses payloads above 256 KiB with an error that nothing catches', async () => {
    functions.big = async () => 'x'.repeat(256 * 1024);
    const catches = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Over' }], End: true };

    const { error } = await run({ StartAt: 'Big', States: { Big: task('big', catches), Over: { Type: 'Succeed' } } });

    expect(error).toBe('States.DataLimitExceeded');
    const big = start(create(poll, 'another'), 'run', { text: 'x'.repeat(256 * 1024) });
    await expect(big).rejects.toThrow();
  });

  it('passes the execution, its state and its times in the context', async () => {
    const seen: unknown[] = [];
    functions.see = async (payload) => void seen.push(payload);
    const Payload = {
      'id.$': '$$.Execution.Id',
      'name.$': '$$.Execution.Name',
      'started.$': '$$.Execution.StartTime',
      'state.$': '$$.State.Name',
      'entered.$': '$$.State.EnteredTime',
      'machine.$': '$$.StateMachine.Id',
    };
    const states = {
      Pause: { Type: 'Wait', Seconds: 60, Next: 'See' },
      See: task('see', { Parameters: { FunctionName: 'see', Payload }, End: true }),
    };

    const { executionArn, stateMachineArn } = await run({ StartAt: 'Pause', States: states });

    const started = clock.now() - clock.elapsed();
    expect(seen).toEqual([
      {
        id: executionArn,
        name: 'run',
        machine: stateMachineArn,
        state: 'See',
        started: new Date(started).toISOString(),
        entered: new Date(started + 60_000).toISOString(),
      },
    ]);
  });

  it('keeps a running execution on its definition when the machine is updated', async () => {
    functions.check = async () => ({ status: 'waiting', retryAfterSeconds: 60 });
    const release = clock.hold();
    const stateMachineArn = create(poll);
    const executionArn = await start(stateMachineArn, 'run');
    const definition = JSON.stringify({ StartAt: 'Other', States: { Other: { Type: 'Succeed' } } });

    service.register({ name: String(stateMachineArn.split(':').at(-1)), definition });

    const machine = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(JSON.parse(String(machine.definition))).toEqual(poll);
    service.stop(executionArn);
    release();
  });

  it('ends what a crash left running as Stack.Restarted, and says so on the bus', async () => {
    functions.check = async () => ({ status: 'waiting', retryAfterSeconds: 60 });
    const release = clock.hold();
    const stateMachineArn = create(poll);
    const executionArn = await start(stateMachineArn, 'run');
    await expect.poll(() => history(executionArn)).toContain('WaitStateEntered');
    await close();
    changes = [];

    await open();
    service.announceLosses();

    const { status, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' }),
    );
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'Stack.Restarted' });
    expect(executions.map(({ name }) => name)).toEqual(['run']);
    expect((await history(executionArn)).slice(-2)).toEqual(['WaitStateEntered', 'ExecutionFailed']);
    expect(changes.map(({ detail }) => [detail.executionArn, detail.status])).toEqual([[executionArn, 'FAILED']]);
    release();
  });

  it('needs a value for every placeholder of a definition', () => {
    const definition = JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed', Comment: '${PlanArn}' } } });
    const { definition: hash } = service.register({ name: 'filled', definition, values: { PlanArn: 'arn' } });

    expect(service.machines.compiled(hash).definition.States.End?.Comment).toBe('arn');
    expect(() => service.register({ name: 'empty', definition })).toThrow('PlanArn');
  });

  it('reports every change of status as EventBridge would', async () => {
    await run({ StartAt: 'End', States: { End: { Type: 'Succeed' } } });

    expect(changes.map(({ detail }) => detail.status)).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(changes[1]).toMatchObject({ source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change' });
  });
});
