import type { BackupSpec } from '../domain/backup-spec.ts';
import type { Phase } from '../domain/operation.ts';
import type { StepResult } from '../domain/step-result.ts';
import { sumBytes } from '../domain/volume-sets.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, step, unfinishedCleanUp } from '../runtime/step.ts';

/** The result that the machine branches on. */
export interface FinishResult extends StepResult {
  phase: Phase;
}

/**
 * The terminal phase, once. Sealed is succeeded, whatever happened while cleaning up; then what was left over keeps the
 * operation among the open ones, and the sweep comes back for it.
 */
export function finishBackup(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { ledger } = services;
  return step<BackupSpec>(
    'FinishBackup',
    services,
    async ({ operation, run, payload }): Promise<FinishResult> => {
      const volumes = await ledger.readVolumes(run.operationId);
      const sealed = (await ledger.readCopies(run.operationId)).some(({ sealedAt }) => sealedAt);
      const residuals = operation.cleanedAt
        ? operation.residuals
        : [unfinishedCleanUp(run.operationId, payload.state?.failure?.Error)];
      const error =
        operation.error ?? (sealed ? undefined : { code: 'internal' as const, message: 'it ended without a seal' });
      const phase: Phase = sealed ? 'Succeeded' : error?.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
      const standing = await ledger.finishOperation(run, phase, {
        bytes: sumBytes(volumes),
        residuals,
        error: phase === 'Succeeded' ? undefined : error,
      });
      await ledger.appendEvent(run.operationId, {
        type: `backup.${standing.toLowerCase()}`,
        message: error && standing !== 'Succeeded' ? error.message : `${volumes.length} volumes`,
      });
      return {
        status: 'done',
        retryAfterSeconds: 0,
        counts: { volumes: volumes.length },
        bytes: sumBytes(volumes),
        phase: standing,
      };
    },
    { always: true },
  );
}
