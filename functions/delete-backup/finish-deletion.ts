import type { Phase } from '../domain/operation/phase.ts';
import { settleBackup } from '../operations/deletion/going-backup.ts';
import { finished, finishStep } from '../platform/finish-step.ts';
import type { Services } from '../platform/services.ts';
import { type Step, unfinishedCleanUp } from '../platform/step.ts';

/** What becomes of the backup's row, then the terminal phase, once. Checked is succeeded, whatever happened while cleaning up. */
export function finishDeletion(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { ledger } = services;
  return finishStep('delete', 'FinishDeletion', services, async ({ operation, run, payload }) => {
    await settleBackup(services, operation);
    const residuals = operation.cleanedAt
      ? operation.residuals
      : [unfinishedCleanUp(run.operationId, payload.state?.failure?.Error)];
    const error = operation.checkedAt
      ? undefined
      : (operation.error ?? { code: 'internal' as const, message: 'it ended before all was deleted' });
    const failed: Phase = error?.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
    const message = operation.warnings.join('; ') || 'nothing of it is left';
    const phase = error ? failed : 'Succeeded';
    return finished(await ledger.finishOperation(run, phase, { residuals, error }, message), operation.counts);
  });
}
