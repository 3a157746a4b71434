import { done } from '../domain/step-result.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, step } from '../runtime/step.ts';
import { startNextEpoch } from '../runtime/takeover.ts';

/** Hands over to the next epoch before this execution's history is full; no loss, only a fresh history. */
export function continueUndo(services: Pick<Services, 'clock' | 'executions' | 'ledger' | 'log'>): Step {
  return step('ContinueUndo', services, async ({ operation }) => {
    await startNextEpoch(services, operation, {});
    return done();
  });
}
