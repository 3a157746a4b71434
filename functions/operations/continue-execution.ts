import type { Operation } from '../domain/operation/operation.ts';
import { leaveStage } from '../domain/operation/stages.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';
import { startNextEpoch } from './take-over-execution.ts';

export type Continues = Pick<Services, 'clock' | 'executions' | 'ledger' | 'log'>;

/** Hands over to the next epoch before this execution's history is full; no loss, only a fresh history. */
export function continueStep(kind: Operation['kind'], stage: string, services: Continues): Step {
  return step(kind, stage, services, async ({ operation }) => {
    await startNextEpoch(services, operation, { stages: leaveStage(operation, isoNow(services.clock)) });
    return done();
  });
}
