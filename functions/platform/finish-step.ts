import { Fault } from '../domain/errors.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { type Phase, TERMINAL_PHASES } from '../domain/operation/phase.ts';
import type { StepResult } from '../domain/operation/step-result.ts';
import type { Services } from './services.ts';
import { type Step, type StepCall, step } from './step.ts';

/** The result that the machine branches on. `none`: it comes back. */
export interface FinishResult extends StepResult {
  phase: Phase | 'none';
}

/**
 * The last state of a machine. A Task that wrote the end and died before it could say so runs again, and finds an
 * operation that has ended: then the phase that stands is the answer, not a fault.
 */
export function finishStep<Of extends Operation['kind']>(
  kind: Of,
  stage: string,
  services: Pick<Services, 'clock' | 'ledger' | 'log'>,
  body: (call: StepCall<Of>) => Promise<FinishResult>,
): Step {
  const { ledger } = services;
  const run = step(kind, stage, services, body, { always: true });
  return async (payload, remainingMs) => {
    try {
      return await run(payload, remainingMs);
    } catch (thrown) {
      const superseded = thrown instanceof Fault && thrown.code === 'execution.superseded';
      const operation = superseded && payload.run ? await ledger.readOperation(payload.run.operationId) : undefined;
      if (!operation || operation.epoch !== payload.run?.epoch || !TERMINAL_PHASES.has(operation.phase)) throw thrown;
      // Writes the event, if that is what was missing.
      return finished(
        await ledger.finishOperation(payload.run, operation.phase, {}),
        operation.counts,
        operation.bytes,
      );
    }
  };
}

export function finished(phase: FinishResult['phase'], counts: Record<string, number> = {}, bytes = 0): FinishResult {
  return { status: 'done', retryAfterSeconds: 0, counts, bytes, phase };
}
