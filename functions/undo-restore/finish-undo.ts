import { undoSummaryOf } from '../domain/restore/restored-object.ts';
import { finish, finishStep, outcomeOf } from '../platform/finish-step.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';

/** The terminal phase, once. Checked is succeeded. */
export function finishUndo(services: Uses<'clock' | 'ledger' | 'log'>): Step {
  return finishStep('undo', 'FinishUndo', services, async (call) => {
    const { checkedAt, counts, warnings } = call.operation;
    const outcome = outcomeOf(call, checkedAt !== undefined, 'it ended before all was removed');
    return await finish(services, call, outcome, {}, undoSummaryOf(counts, warnings));
  });
}
