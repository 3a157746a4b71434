import { type Failure, Fault } from '../domain/errors.ts';
import type { Operation, OperationChanges } from '../domain/operation/operation.ts';
import { type Phase, TERMINAL_PHASES } from '../domain/operation/phase.ts';
import type { Residual } from '../domain/operation/record.ts';
import { leaveStage } from '../domain/operation/stages.ts';
import type { StepResult } from '../domain/operation/step-result.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { Uses } from './services.ts';
import { type Step, type StepCall, type StepPayload, step } from './step.ts';

type Dependencies = Uses<'clock' | 'ledger' | 'log'>;

/** The result that the machine branches on. `none`: it comes back. */
export interface FinishResult extends StepResult {
  phase: Phase | 'none';
}

/** How an operation ends. */
export interface Outcome {
  phase: Phase;
  error: Failure | undefined;
  residuals: Residual[];
}

/** The last state. A Task that died after it wrote the end runs again: then the phase that stands is the answer. */
export function finishStep<Of extends Operation['kind']>(
  kind: Of,
  stage: string,
  services: Dependencies,
  body: (call: StepCall<Of>) => Promise<FinishResult>,
): Step {
  const { ledger } = services;
  const run = step(kind, stage, services, body, { endsOperation: true });
  return async (payload, remainingMs) => {
    try {
      return await run(payload, remainingMs);
    } catch (thrown) {
      const superseded = thrown instanceof Fault && thrown.code === 'execution.superseded';
      const operation = superseded && payload.run ? await ledger.readOperation(payload.run.operationId) : undefined;
      if (!operation || operation.epoch !== payload.run?.epoch || !TERMINAL_PHASES.has(operation.phase)) throw thrown;
      // Writes the event, if that is what was missing.
      const phase = await ledger.finishOperation(payload.run, operation.phase, {});
      return finished(phase, operation.counts, operation.bytes);
    }
  };
}

/** What has succeeded has; what is left is the sweep's. @param unless what was not reached, where no error says more */
export function outcomeOf(
  { operation, payload }: { operation: Operation; payload: StepPayload },
  hasSucceeded: boolean,
  unless: string,
): Outcome {
  const missing = failureOfMachine(payload) ?? { code: 'internal' as const, message: unless };
  const error = hasSucceeded ? undefined : (operation.error ?? missing);
  const failed = error?.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
  const { Error: caught = 'unknown' } = payload.state?.failure ?? {};
  // CleanUp itself gave up, so nobody knows what is left.
  const unknown = { kind: 'Operation', name: operation.operationId, reason: `clean-up did not end: ${caught}` };
  return {
    phase: error ? failed : 'Succeeded',
    error,
    residuals: operation.cleanedAt ? operation.residuals : [unknown],
  };
}

/** Writes the terminal phase, once. @param message of the event of a success */
export async function finish(
  { clock, ledger }: Dependencies,
  { operation, run }: Pick<StepCall<Operation['kind']>, 'operation' | 'run'>,
  { phase, error, residuals }: Outcome,
  changes: OperationChanges,
  message: string,
): Promise<FinishResult> {
  const stages = leaveStage(operation, isoNow(clock));
  const standing = await ledger.finishOperation(run, phase, { ...changes, error, residuals, stages }, message);
  return finished(standing, changes.counts ?? operation.counts, changes.bytes);
}

export function finished(phase: FinishResult['phase'], counts: Record<string, number> = {}, bytes = 0): FinishResult {
  return { status: 'done', retryAfterSeconds: 0, counts, bytes, phase };
}

/** A Task that could not tell itself, because its function died: what the machine caught is all there is. */
export function failureOfMachine({ state }: StepPayload): Failure | undefined {
  const { Error: name, Cause: cause = '' } = state?.failure ?? {};
  if (!name) return undefined;
  return { code: 'internal', message: `a task ended with ${name}: ${cause}`.slice(0, 1000) };
}
