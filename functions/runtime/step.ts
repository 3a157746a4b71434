import { Fault, failureOf, toFault } from '../domain/errors.ts';
import type { Operation, Run } from '../domain/operation.ts';
import { POLLS_PER_EXECUTION, type StepResult, waitAfter } from '../domain/step-result.ts';
import type { Services } from './services.ts';

/** What a Task state sends: which step, of which run. `state` is the whole state, where a step needs what failed. */
export interface StepPayload {
  step: string;
  run: Run;
  state?: { failure?: { Error?: string; Cause?: string } };
}

export interface StepCall<Spec> {
  operation: Operation<Spec>;
  run: Run;
  payload: StepPayload;
  /** How long this Task has been in its state, over all its turns. */
  secondsInStage: number;
  /** What is left of the function's time; a Task that has little left records its place and returns `waiting, 0`. */
  remainingMs(): number;
  /** `waiting`, for as long as the time in this state asks for. */
  wait(counts?: Record<string, number>, bytes?: number): StepResult;
}

export type Step = (payload: StepPayload, remainingMs: () => number) => Promise<StepResult>;

interface StepRules {
  /** States that end an operation run whatever was asked for meanwhile. */
  always?: boolean;
}

/**
 * Frames the body of a Task state: claims the epoch, obeys cancel and deadline, hands over before the history is full,
 * and records the first error before the machine sees it, so that the reason survives whatever happens to the execution.
 */
export function step<Spec>(
  stage: string,
  { ledger, clock, log }: Pick<Services, 'ledger' | 'clock' | 'log'>,
  body: (call: StepCall<Spec>) => Promise<StepResult>,
  rules: StepRules = {},
): Step {
  return async (payload, remainingMs) => {
    const { run } = payload;
    try {
      const operation = (await ledger.enterStage(run, stage)) as Operation<Spec>;
      if (!rules.always) obey(operation, clock.now());
      const secondsInStage =
        (clock.now().getTime() - Date.parse(operation.stageStartedAt ?? operation.createdAt)) / 1000;
      const wait = (counts: Record<string, number> = {}, bytes = 0): StepResult => ({
        status: 'waiting',
        retryAfterSeconds: waitAfter(secondsInStage),
        counts,
        bytes,
      });
      const result = await body({ operation, run, payload, secondsInStage, remainingMs, wait });
      if (result.status === 'waiting' && operation.polls >= POLLS_PER_EXECUTION)
        return { ...result, status: 'continue' };
      return result;
    } catch (thrown) {
      const fault = toFault(thrown);
      log.warn('step failed', { stage, ...run, code: fault.code, reason: fault.message });
      if (fault.disposition !== 'Transient' && fault.code !== 'execution.superseded') {
        await ledger.recordError(run, failureOf(fault, stage));
      }
      throw fault;
    }
  };
}

function obey(operation: Operation, now: Date): void {
  if (operation.cancelRequestedAt && !operation.sealingAt) {
    throw new Fault('operation.cancelled', `cancelled by ${operation.cancelRequestedBy ?? 'unknown'}`);
  }
  if (operation.abort) throw new Fault(operation.abort.code, operation.abort.message, { disposition: 'Permanent' });
  if (now.getTime() > Date.parse(operation.deadline)) {
    throw new Fault('operation.deadline', `not done by ${operation.deadline}`);
  }
}

/** One deployed function runs several steps; which one is a literal in the state machine. */
export function dispatch(steps: Record<string, Step>) {
  return async (payload: StepPayload, context: { getRemainingTimeInMillis(): number }): Promise<StepResult> => {
    const chosen = steps[payload.step];
    if (!chosen) throw new Fault('internal', `this function has no step ${payload.step}`);
    return await chosen(payload, () => context.getRemainingTimeInMillis());
  };
}
