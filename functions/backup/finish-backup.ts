import { summaryOf, uploadedBytesOf } from '../domain/backup/backup-summary.ts';
import { coverageOf } from '../domain/backup/unprotected.ts';
import type { Failure } from '../domain/errors.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { Phase } from '../domain/operation/phase.ts';
import { sumBytes } from '../domain/volume/volume-sets.ts';
import { finished, finishStep } from '../platform/finish-step.ts';
import type { Services } from '../platform/services.ts';
import { type Step, unfinishedCleanUp } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';

/**
 * The terminal phase, once. Sealed is succeeded, whatever happened while cleaning up; then what was left over keeps the
 * operation among the open ones, and the sweep comes back for it.
 */
export function finishBackup(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { clock, ledger } = services;
  return finishStep('backup', 'FinishBackup', services, async ({ operation, run, payload }) => {
    const volumes = await ledger.readVolumes(run.operationId);
    const sealed = (await ledger.readCopies(run.operationId)).some(({ sealedAt }) => sealedAt);
    const residuals = operation.cleanedAt
      ? operation.residuals
      : [unfinishedCleanUp(run.operationId, payload.state?.failure?.Error)];
    const error =
      operation.error ?? (sealed ? undefined : { code: 'internal' as const, message: 'it ended without a seal' });
    const phase = phaseOf(operation, sealed, error);
    const bytes = sumBytes(volumes);
    const objects = (await ledger.readParts(run.operationId)).reduce((sum, { count }) => sum + count, 0);
    const changes = {
      bytes,
      uploadedBytes: uploadedBytesOf(volumes),
      counts: { ...operation.counts, volumes: volumes.length, objects },
      residuals,
      error: phase === 'Succeeded' ? undefined : error,
      ...coverageOf(operation, volumes, phase === 'Succeeded'),
    };
    const summary = summaryOf(operation, volumes, { objects, bytes, at: isoNow(clock) });
    const standing = await ledger.finishOperation(run, phase, changes, summary);
    return finished(standing, { volumes: volumes.length }, bytes);
  });
}

/** A slot whose cluster did not answer before anything was planned has passed: it was missed, it did not fail. */
function phaseOf({ slot, plannedAt }: Operation, sealed: boolean, error: Failure | undefined): Phase {
  if (sealed) return 'Succeeded';
  if (error?.code === 'operation.cancelled') return 'Cancelled';
  const missed = slot && !slot.onDemand && !plannedAt && error?.code === 'cluster.unreachable';
  return missed ? 'Missed' : 'Failed';
}
