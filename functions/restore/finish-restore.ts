import type { Phase } from '../domain/operation/phase.ts';
import { restoreSummaryOf } from '../domain/restore/restore-summary.ts';
import { sumBytes } from '../domain/volume/volume-sets.ts';
import { countRecord } from '../operations/read-record.ts';
import { finished, finishStep } from '../platform/finish-step.ts';
import type { Services } from '../platform/services.ts';
import { type Step, unfinishedCleanUp } from '../platform/step.ts';

/** The terminal phase, once. Checked is succeeded, whatever happened while cleaning up. */
export function finishRestore(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { ledger } = services;
  return finishStep('restore', 'FinishRestore', services, async ({ operation, run, payload }) => {
    const volumes = await ledger.readVolumes(run.operationId);
    const residuals = operation.cleanedAt
      ? operation.residuals
      : [unfinishedCleanUp(run.operationId, payload.state?.failure?.Error)];
    const error = operation.checkedAt
      ? undefined
      : (operation.error ?? { code: 'internal' as const, message: 'it ended before all was checked' });
    const failed: Phase = error?.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
    const bytes = sumBytes(volumes);
    const outcomes = await countRecord(ledger, run.operationId);
    const counts = { volumes: volumes.length, ...outcomes };
    const changes = { bytes, counts, residuals, error };
    const summary = restoreSummaryOf(outcomes, volumes.length);
    const standing = await ledger.finishOperation(run, error ? failed : 'Succeeded', changes, summary);
    return finished(standing, counts, bytes);
  });
}
