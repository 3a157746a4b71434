import { summaryOf, uploadedBytesOf } from '../domain/backup/backup-summary.ts';
import { coverageOf } from '../domain/backup/unprotected.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { sumBytes } from '../domain/volume/volume-sets.ts';
import { finish, finishStep, type Outcome, outcomeOf } from '../platform/finish-step.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';

/** The terminal phase, once. Sealed is succeeded, whatever cleaning up came to; the sweep does the rest. */
export function finishBackup(services: Uses<'clock' | 'ledger' | 'log'>): Step {
  const { clock, ledger } = services;
  return finishStep('backup', 'FinishBackup', services, async (call) => {
    const { operation, run } = call;
    const volumes = await ledger.readVolumes(run.operationId);
    const sealed = (await ledger.readCopies(run.operationId)).some(({ sealedAt }) => sealedAt);
    const outcome = outcomeOf(call, sealed, 'it ended without a seal');
    if (hasPassed(operation, outcome)) outcome.phase = 'Missed';
    const bytes = sumBytes(volumes);
    const objects = (await ledger.readParts(run.operationId)).reduce((sum, { count }) => sum + count, 0);
    const changes = {
      bytes,
      uploadedBytes: uploadedBytesOf(volumes),
      counts: { ...operation.counts, volumes: volumes.length, objects },
      ...coverageOf(operation, volumes, sealed),
    };
    const summary = summaryOf(operation, volumes, { objects, bytes, at: isoNow(clock) });
    return await finish(services, call, outcome, changes, summary);
  });
}

/** A slot whose cluster did not answer before anything was planned has passed: it was missed, it did not fail. */
function hasPassed({ slot, plannedAt }: Operation, { error }: Outcome): boolean {
  return slot !== undefined && !slot.onDemand && !plannedAt && error?.code === 'cluster.unreachable';
}
