import { toFault } from '../domain/errors.ts';
import { nextTryAfter } from '../domain/operation/attempts.ts';
import type { BackupOperation, DeletionOperation, Operation } from '../domain/operation/operation.ts';
import { startDeletion } from '../operations/start-deletion.ts';
import type { Uses } from '../platform/services.ts';
import { isoNow } from '../services/clock/clock.ts';
import { closeIfComplete } from './close-if-complete.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>;

/**
 * When another deletion goes on with what this one has left half deleted, and says so among its events: nobody can have the
 * backup back, and a schedule whose cluster is silent may never succeed again.
 * @returns undefined of every other operation
 */
export async function nextTryOf(services: Uses<'clock' | 'ledger'>, operation: Operation): Promise<string | undefined> {
  if (operation.kind !== 'delete' || operation.phase !== 'Failed') return undefined;
  if (!(await readHalfDeleted(services, operation))) return undefined;
  return await postpone(services, operation, operation.error?.message ?? 'it has failed');
}

/**
 * Starts the deletion that goes on, once it is due; where somebody has asked for one meanwhile, that is the one. The failed
 * one stays until the other has marked the backup as its own: should that one be lost before, it is started again.
 */
export async function resumeDeletion(services: Dependencies, failed: DeletionOperation): Promise<boolean> {
  const { clock, ledger } = services;
  const { operationId, nextTryAt = '' } = failed;
  const backup = await readHalfDeleted(services, failed);
  if (!backup) {
    await closeIfComplete(services, await ledger.updateEnded(operationId, { nextTryAt: undefined }));
    return true;
  }
  if (nextTryAt > isoNow(clock)) return false;
  await ledger.updateEnded(operationId, { nextTryAt: await startNext(services, failed, backup) });
  return true;
}

/** @returns when to look again */
async function startNext(services: Dependencies, failed: DeletionOperation, backup: BackupOperation): Promise<string> {
  const { because, force } = failed.spec;
  try {
    const { operationId } = await startDeletion(services, backup, { by: failed.createdBy, because, force });
    const message = `${operationId} goes on`;
    await services.ledger.appendEvent(failed.operationId, { type: 'DeletionResumed', message });
    return nextTryFrom(services, failed);
  } catch (thrown) {
    const { disposition, message } = toFault(thrown);
    if (disposition !== 'Rejected') throw thrown;
    return await postpone(services, failed, message);
  }
}

/** The backup, while its seal is gone and no other deletion has taken it over. */
async function readHalfDeleted({ ledger }: Uses<'ledger'>, { operationId, sealingAt, spec }: DeletionOperation) {
  const backup = sealingAt ? await ledger.readOperation(spec.backup) : undefined;
  if (backup?.kind !== 'backup' || backup.phase !== 'Deleting') return undefined;
  return backup.deletion?.operationId === operationId ? backup : undefined;
}

async function postpone(services: Uses<'clock' | 'ledger'>, failed: DeletionOperation, reason: string) {
  const at = nextTryFrom(services, failed);
  const message = `${reason}; another deletion goes on at ${at}`;
  await services.ledger.appendEvent(failed.operationId, { type: 'DeletionWaits', message });
  return at;
}

function nextTryFrom({ clock }: Uses<'clock'>, { sealingAt, createdAt }: DeletionOperation): string {
  return nextTryAfter(sealingAt ?? createdAt, clock.now()).toISOString();
}
