import type { BackupSpec } from '../domain/backup-spec.ts';
import type { Phase } from '../domain/operation.ts';
import { sumBytes } from '../domain/volume-sets.ts';
import { finished, finishStep } from '../runtime/finish-step.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, unfinishedCleanUp } from '../runtime/step.ts';

/**
 * The terminal phase, once. Sealed is succeeded, whatever happened while cleaning up; then what was left over keeps the
 * operation among the open ones, and the sweep comes back for it.
 */
export function finishBackup(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { ledger } = services;
  return finishStep<BackupSpec>('FinishBackup', services, async ({ operation, run, payload }) => {
    const volumes = await ledger.readVolumes(run.operationId);
    const sealed = (await ledger.readCopies(run.operationId)).some(({ sealedAt }) => sealedAt);
    const residuals = operation.cleanedAt
      ? operation.residuals
      : [unfinishedCleanUp(run.operationId, payload.state?.failure?.Error)];
    const error =
      operation.error ?? (sealed ? undefined : { code: 'internal' as const, message: 'it ended without a seal' });
    const phase: Phase = sealed ? 'Succeeded' : error?.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
    const bytes = sumBytes(volumes);
    const changes = { bytes, residuals, error: phase === 'Succeeded' ? undefined : error };
    const standing = await ledger.finishOperation(run, phase, changes, `${volumes.length} volumes`);
    return finished(standing, { volumes: volumes.length }, bytes);
  });
}
