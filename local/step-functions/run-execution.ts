import type { StateMachine } from 'aws-local-stepfunctions';
import type { StackClock } from '../clock.ts';
import type { Gate } from '../gate.ts';
import type { Json, JsonObject } from '../json.ts';
import { jsonBytes } from '../json.ts';
import type { AslDefinition } from './definition.ts';
import { dataLimitExceeded, failure } from './failure.ts';
import type { History } from './history.ts';
import { HISTORY_EVENTS, PAYLOAD_BYTES } from './limits.ts';
import { type InvokeFunction, runTask } from './run-task.ts';
import { runWait } from './run-wait.ts';
import { createStateEntries } from './state-entries.ts';

export type Outcome =
  | { status: 'SUCCEEDED'; output: string }
  | { status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error?: string; cause?: string };

export type ExecutionRun = {
  definition: AslDefinition;
  /** Made once per definition: the engine's own checks cost 70–300 ms. */
  engine: StateMachine;
  input: Json;
  /** `$$` but for what only the run knows. */
  context: { Execution: { Id: string; Name: string; RoleArn: string }; StateMachine: { Id: string; Name: string } };
  history: History;
  clock: StackClock;
  invoke: InvokeFunction;
  gate: Gate;
  random: () => number;
  onEnd: (outcome: Outcome) => void;
};

export type RunningExecution = { stop(error: string | undefined, cause: string | undefined): void };

const FINAL_EVENT = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};
const WHOLE = { truncated: false };
const HISTORY_FULL = `The execution reached the maximum number of history events (${HISTORY_EVENTS}).`;

/**
 * Runs one execution on the engine, and writes the history that AWS would.
 *
 * Invariants:
 * - The engine logs state changes through a queue, and calls a Task before the queue is read: a Task begins only when the entry into
 *   its state is in the history, so that events are in AWS's order.
 * - `end` is called once, by whatever comes first: the engine's result, the machine's timeout, StopExecution, a limit. From then on
 *   nothing is recorded and `signal` is aborted; no retrier or catcher sees it, so no further Task starts.
 */
export function runExecution(run: ExecutionRun): RunningExecution {
  const { definition, history, clock } = run;
  const over = new AbortController();
  const entries = createStateEntries();

  function end(outcome: Outcome): void {
    if (over.signal.aborted) return;
    over.abort(failure('Execution.Ended', 'the execution has ended', { terminal: true }));
    execution.abort();
    history.close(FINAL_EVENT[outcome.status], finalDetails(outcome));
    run.onEnd(outcome);
  }

  function record(type: string, details: JsonObject): void {
    if (!history.record(type, details)) end({ status: 'FAILED', error: 'States.Runtime', cause: HISTORY_FULL });
  }

  async function work(name: string, input: Json): Promise<Json> {
    await entries.reached(name);
    over.signal.throwIfAborted();
    const state = definition.States[name];
    if (!state) throw failure('States.Runtime', `no state ${name}`, { terminal: true });
    if (state.Type === 'Wait') return runWait(name, input, clock, over.signal);
    return runTask(name, state, input, {
      clock,
      record,
      invoke: run.invoke,
      gate: run.gate,
      random: run.random,
      signal: over.signal,
    });
  }

  async function follow(): Promise<void> {
    for await (const event of execution.eventLogs) {
      if (event.type !== 'StateEntered' && event.type !== 'StateExited') continue;
      const { name } = event.state;
      const type = `${definition.States[name]?.Type}${event.type}`;
      if (event.type === 'StateEntered') {
        record(type, { name, input: JSON.stringify(event.state.input), inputDetails: WHOLE });
        entries.enter(name);
      } else {
        const { output } = event.state;
        if (jsonBytes(output) > PAYLOAD_BYTES) return endWith(dataLimitExceeded(name));
        record(type, { name, output: JSON.stringify(output), outputDetails: WHOLE });
      }
    }
  }

  function endWith(error: Error): void {
    end({ status: 'FAILED', error: error.name, ...(error.message && { cause: error.message }) });
  }

  history.record('ExecutionStarted', {
    input: JSON.stringify(run.input),
    inputDetails: WHOLE,
    roleArn: run.context.Execution.RoleArn,
  });
  const execution = runEngine(run, work);
  const followed = follow();
  void execution.result.then(
    async (output) => {
      await followed;
      end({ status: 'SUCCEEDED', output: JSON.stringify(output ?? null) });
    },
    async (error: unknown) => {
      await followed;
      endWith(error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error));
    },
  );
  if (definition.TimeoutSeconds !== undefined) {
    clock.timer(definition.TimeoutSeconds * 1000, over.signal).then(
      () => end({ status: 'TIMED_OUT', error: 'States.Timeout' }),
      () => undefined,
    );
  }
  return {
    stop: (error, cause) =>
      end({ status: 'ABORTED', ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }),
  };
}

/** Runs `work` for each Task and Wait; the other states are the engine's own. */
function runEngine(run: ExecutionRun, work: (name: string, input: Json) => Promise<Json>) {
  const handlers = Object.entries(run.definition.States).filter(([, { Type }]) => Type === 'Task' || Type === 'Wait');
  return run.engine.run(run.input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(
        handlers.map(([name]) => [name, (input: unknown) => work(name, input as Json) as never]),
      ),
    },
    context: {
      ...run.context,
      Started: { Time: new Date(run.clock.now()).toISOString() },
      // Read while the engine fills in a state's Parameters, that is, as it enters the state.
      State: Object.defineProperty({}, 'EnteredTime', {
        enumerable: true,
        get: () => new Date(run.clock.now()).toISOString(),
      }),
    },
    noThrowOnAbort: true,
  });
}

function finalDetails(outcome: Outcome): JsonObject {
  if (outcome.status === 'SUCCEEDED') return { output: outcome.output, outputDetails: WHOLE };
  const { error, cause } = outcome;
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
