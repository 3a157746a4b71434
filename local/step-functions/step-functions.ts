import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type StackClock, systemClock } from '../clock.ts';
import { createGate } from '../gate.ts';
import type { Json } from '../json.ts';
import { serviceError } from '../service-error.ts';
import { substitute } from './definition.ts';
import { createExecutions } from './executions.ts';
import { type Execution, executionsInFolder, executionsInMemory } from './executions-file.ts';
import { createHistory, type HistoryEvent } from './history.ts';
import { executionArn, PAYLOAD_BYTES, ROLE_ARN } from './limits.ts';
import { createMachines, type Machine, type Machines } from './machines.ts';
import { type Outcome, type RunningExecution, runExecution } from './run-execution.ts';
import type { InvokeFunction } from './run-task.ts';
import { type StatusChange, statusChange } from './status-change.ts';

export type StepFunctionsOptions = {
  invoke: InvokeFunction;
  /** Keeps machines, executions and histories; in memory without it. */
  folder?: string | undefined;
  clock?: StackClock;
  /** In [0, 1): jitter of retries. */
  random?: (() => number) | undefined;
  onStatusChange?: (event: StatusChange) => void;
};

/** The service in process. What `endpoint.ts` offers over HTTP is this. */
export type StepFunctions = {
  machines: Machines;
  /** Creates or updates a machine from an ASL file's text; `${PlanArn}` and the like are filled from `values`. */
  register(machine: { name: string; definition: string; values?: Record<string, string> }): Machine;
  /** @throws StateMachineDoesNotExist InvalidName InvalidExecutionInput ExecutionAlreadyExists */
  start(request: { stateMachineArn: string; name?: string | undefined; input?: string | undefined }): Execution;
  /** Of a closed execution nothing changes. @throws ExecutionDoesNotExist */
  stop(executionArn: string, error?: string, cause?: string): Execution;
  /** @throws ExecutionDoesNotExist */
  describe(executionArn: string): Execution;
  /** Newest first. */
  list(stateMachineArn: string): Execution[];
  events(executionArn: string): HistoryEvent[];
  /** Settles when the execution has ended. */
  ended(executionArn: string): Promise<Execution>;
  /** Sends the status changes of the executions that an earlier process left running: FAILED, error `Stack.Restarted`. */
  announceLosses(): void;
  /** Forgets running executions, as a kill -9 does: no further Task starts, and their record stays RUNNING. */
  abandon(): void;
};

/** One process that runs a thousand functions at once has none of them done in time; on AWS Lambda's concurrency is the limit. */
const TASKS_AT_ONCE = 50;
/** Characters no execution name may have; source: StartExecution, `name`. */
const BAD_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { invoke, clock = systemClock, random = Math.random } = options;
  const folder = options.folder && join(options.folder, 'step-functions');
  const file = folder ? executionsInFolder(folder, () => clock.now()) : executionsInMemory();
  const machines = createMachines({ folder, now: () => clock.now() });
  const executions = createExecutions(file, () => clock.now());
  const running = new Map<string, RunningExecution>();
  const gate = createGate(TASKS_AT_ONCE);
  let abandoned = false;

  function announce(execution: Execution): void {
    options.onStatusChange?.(statusChange(execution));
  }

  function start(request: {
    stateMachineArn: string;
    name?: string | undefined;
    input?: string | undefined;
  }): Execution {
    const machine = machines.get(request.stateMachineArn);
    const { name = randomUUID(), input = '{}' } = request;
    assertName(name);
    const value = parseInput(input);
    const arn = executionArn(machine.name, name);
    const before = executions.find(arn);
    if (before?.status === 'RUNNING' && before.input === input) return before;
    if (before) throw serviceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    const execution = executions.put({
      executionArn: arn,
      stateMachineArn: machine.stateMachineArn,
      name,
      input,
      definition: machine.definition,
      startDate: clock.now(),
      status: 'RUNNING',
    });
    announce(execution);
    clock.detached(() => begin(machine, execution, value));
    return execution;
  }

  function begin(machine: Machine, execution: Execution, input: Json): void {
    const { executionArn: arn } = execution;
    const { definition, engine } = machines.compiled(execution.definition);
    const history = createHistory({ clock, append: (event) => !abandoned && file.append(arn, event) });
    const context = contextOf(machine, execution);
    const onEnd = (outcome: Outcome) => finish(execution, outcome);
    running.set(arn, runExecution({ definition, engine, input, context, history, clock, invoke, gate, random, onEnd }));
  }

  function finish(execution: Execution, outcome: Outcome): void {
    if (abandoned) return;
    running.delete(execution.executionArn);
    announce(executions.end(execution, outcome));
  }

  return {
    machines,
    register: ({ name, definition, values = {} }) => machines.put(name, substitute(definition, values)),
    start,
    stop(arn, error, cause) {
      executions.describe(arn);
      running.get(arn)?.stop(error, cause);
      return executions.describe(arn);
    },
    describe: executions.describe,
    list: executions.list,
    events(arn) {
      executions.describe(arn);
      return file.events(arn);
    },
    ended: executions.ended,
    announceLosses: () => executions.lost.splice(0).forEach(announce),
    abandon() {
      abandoned = true;
      for (const [arn, execution] of running) {
        execution.stop('Stack.Stopped', undefined);
        file.finish(arn);
      }
      running.clear();
    },
  };
}

/** What `$$` says of both. */
function contextOf(machine: Machine, execution: Execution) {
  return {
    Execution: { Id: execution.executionArn, Name: execution.name, RoleArn: ROLE_ARN },
    StateMachine: { Id: machine.stateMachineArn, Name: machine.name },
  };
}

function assertName(name: string): void {
  if (name.length < 1 || name.length > 80 || BAD_NAME.test(name))
    throw serviceError('InvalidName', `Invalid Name: '${name}'`);
}

function parseInput(input: string): Json {
  if (Buffer.byteLength(input) > PAYLOAD_BYTES) {
    throw serviceError('InvalidExecutionInput', `input is longer than ${PAYLOAD_BYTES} bytes`);
  }
  try {
    return JSON.parse(input) as Json;
  } catch {
    // The parser's message would quote the input.
    throw serviceError('InvalidExecutionInput', 'Invalid State Machine Execution Input: not JSON');
  }
}
