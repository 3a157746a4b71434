import type { StackClock } from '../clock.ts';
import type { Gate } from '../gate.ts';
import { type Json, type JsonObject, jsonBytes, throughJson } from '../json.ts';
import type { AslState } from './definition.ts';
import { dataLimitExceeded, type Failure, failure, functionFailure } from './failure.ts';
import { PAYLOAD_BYTES, REGION } from './limits.ts';
import { createRetryBudget } from './retry.ts';

/** Runs a deployed function by name or ARN; rejects with an error whose `name` ASL is to see. */
export type InvokeFunction = (nameOrArn: string, payload: Json) => Promise<unknown>;

export type TaskRun = {
  clock: StackClock;
  /** Adds an event to the history; may end the execution, which aborts `signal`. */
  record: (type: string, details: JsonObject) => void;
  invoke: InvokeFunction;
  /** Shared by all executions: how many functions run at once. */
  gate: Gate;
  random: () => number;
  /** Aborted with the execution; its reason is thrown then. */
  signal: AbortSignal;
};

/** Made once: without a reason each abort would make an exception, with its stack. */
const OVER = new Error('the attempt is over');
const SERVICE = { resourceType: 'lambda', resource: 'invoke' };

/**
 * One stay in a Task state of `lambda:invoke`: its attempts, with the events AWS records for each.
 *
 * A function that was started is not stopped by the Task's timeout or by StopExecution, here as on AWS.
 * @param parameters the state's Parameters, filled in
 * @throws Failure of the last attempt
 */
export async function runTask(name: string, state: AslState, parameters: Json, run: TaskRun): Promise<Json> {
  if (jsonBytes(parameters) > PAYLOAD_BYTES) throw dataLimitExceeded(name);
  const retries = createRetryBudget(state, run.random);
  for (;;) {
    try {
      return await run.gate(() => attempt(name, state, parameters, run));
    } catch (error) {
      run.signal.throwIfAborted();
      const failed = error as Failure;
      recordFailure(run, failed);
      const delay = failed.isRetryable ? retries.next(failed.name) : undefined;
      if (delay === undefined) throw failed;
      await run.clock.sleep(delay, run.signal);
    }
  }
}

async function attempt(name: string, state: AslState, parameters: Json, run: TaskRun): Promise<Json> {
  run.signal.throwIfAborted();
  const { FunctionName: functionName, Payload: payload } = parameters as { FunctionName: string; Payload?: Json };
  const seconds = Number(state.TimeoutSeconds);
  const scheduled = { parameters: JSON.stringify(parameters), region: REGION, timeoutInSeconds: seconds };
  run.record('TaskScheduled', { ...SERVICE, ...scheduled });
  run.record('TaskStarted', SERVICE);
  run.signal.throwIfAborted();
  const work = run.clock.activity(() => run.invoke(functionName, throughJson(payload)));
  const result = throughJson(await withTimeout(work, seconds, run));
  const output = { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 };
  if (jsonBytes(output) > PAYLOAD_BYTES) throw dataLimitExceeded(name);
  run.record('TaskSucceeded', {
    ...SERVICE,
    output: JSON.stringify(output),
    outputDetails: { truncated: false },
  });
  return output;
}

async function withTimeout(work: Promise<unknown>, seconds: number, run: TaskRun): Promise<unknown> {
  const over = new AbortController();
  const signal = AbortSignal.any([run.signal, over.signal]);
  const timeout = run.clock.timer(seconds * 1000, signal).then(() => {
    throw failure('States.Timeout', '');
  });
  try {
    return await Promise.race([work.catch((error: unknown) => Promise.reject(functionFailure(error))), timeout]);
  } finally {
    // The loser's rejection belongs to nobody any more.
    timeout.catch(() => undefined);
    over.abort(OVER);
  }
}

function recordFailure(run: TaskRun, failed: Failure): void {
  const type = failed.name === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed';
  run.record(type, { ...SERVICE, error: failed.name, ...(failed.message && { cause: failed.message }) });
}
