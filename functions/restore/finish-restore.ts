import type { Phase } from '../domain/operation.ts';
import type { RestoreSpec } from '../domain/restore-spec.ts';
import type { StepResult } from '../domain/step-result.ts';
import { sumBytes } from '../domain/volume-sets.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, step, unfinishedCleanUp } from '../runtime/step.ts';

/** The result that the machine branches on. */
export interface FinishResult extends StepResult {
  phase: Phase;
}

/** The terminal phase, once. Checked is succeeded, whatever happened while cleaning up. */
export function finishRestore(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { ledger } = services;
  return step<RestoreSpec>(
    'FinishRestore',
    services,
    async ({ operation, run, payload }): Promise<FinishResult> => {
      const volumes = await ledger.readVolumes(run.operationId);
      const residuals = operation.cleanedAt
        ? operation.residuals
        : [unfinishedCleanUp(run.operationId, payload.state?.failure?.Error)];
      const error = operation.checkedAt
        ? undefined
        : (operation.error ?? { code: 'internal' as const, message: 'it ended before all was checked' });
      const failed: Phase = error?.code === 'operation.cancelled' ? 'Cancelled' : 'Failed';
      const bytes = sumBytes(volumes);
      const standing = await ledger.finishOperation(run, error ? failed : 'Succeeded', { bytes, residuals, error });
      await ledger.appendEvent(run.operationId, {
        type: `restore.${standing.toLowerCase()}`,
        message: error && standing !== 'Succeeded' ? error.message : `${volumes.length} volumes`,
      });
      return { status: 'done', retryAfterSeconds: 0, counts: { volumes: volumes.length }, bytes, phase: standing };
    },
    { always: true },
  );
}
