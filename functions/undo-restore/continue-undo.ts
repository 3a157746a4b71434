import { done } from '../domain/operation/step-result.ts';
import { startNextEpoch } from '../operations/takeover.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';

/** Hands over to the next epoch before this execution's history is full; no loss, only a fresh history. */
export function continueUndo(services: Pick<Services, 'clock' | 'executions' | 'ledger' | 'log'>): Step {
  return step('undo', 'ContinueUndo', services, async ({ operation }) => {
    await startNextEpoch(services, operation, {});
    return done();
  });
}
