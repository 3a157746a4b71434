import type { Phase } from '../domain/operation/phase.ts';
import { undoSummaryOf } from '../domain/restore/restore-summary.ts';
import { finished, finishStep } from '../platform/finish-step.ts';
import type { Services } from '../platform/services.ts';
import { type Step, unfinishedCleanUp } from '../platform/step.ts';

/** The terminal phase, once. Checked is succeeded, whatever happened while cleaning up. */
export function finishUndo(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { ledger } = services;
  return finishStep('undo', 'FinishUndo', services, async ({ operation, run, payload }) => {
    const { checkedAt, cleanedAt, counts, warnings } = operation;
    const missing = { code: 'internal' as const, message: 'it ended before all was removed' };
    const error = checkedAt ? undefined : (operation.error ?? missing);
    const failed: Phase = error?.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
    const residuals = cleanedAt ? [] : [unfinishedCleanUp(run.operationId, payload.state?.failure?.Error)];
    const message = undoSummaryOf(counts, warnings);
    const phase = error ? failed : 'Succeeded';
    return finished(await ledger.finishOperation(run, phase, { error, residuals }, message), counts);
  });
}
