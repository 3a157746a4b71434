import { settleBackup } from '../operations/deletion/backup-being-deleted.ts';
import { finish, finishStep, outcomeOf } from '../platform/finish-step.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';

/** What becomes of the backup's row, then the terminal phase, once. Checked is succeeded. */
export function finishDeletion(services: Uses<'clock' | 'ledger' | 'log'>): Step {
  return finishStep('delete', 'FinishDeletion', services, async (call) => {
    const { operation } = call;
    await settleBackup(services, operation);
    const outcome = outcomeOf(call, operation.checkedAt !== undefined, 'it ended before all was deleted');
    return await finish(services, call, outcome, {}, operation.warnings.join('; ') || 'nothing of it is left');
  });
}
