import { Fault } from '../../domain/errors.ts';
import type { DeletionCheckpoints } from '../../domain/operation/checkpoints.ts';
import {
  type DeletionOperation,
  isOfKind,
  isOver,
  type Operation,
  type Run,
} from '../../domain/operation/operation.ts';
import type { Uses } from '../../platform/services.ts';
import { readOperations } from '../read-operations.ts';

/** The backup of a deletion. @throws Fault Permanent when another deletion has taken it over */
export async function readBackupBeingDeleted({ ledger }: Uses<'ledger'>, { operationId, spec }: DeletionOperation) {
  const backup = await ledger.readOperation(spec.backup);
  if (!isOfKind(backup, 'backup') || backup.deletion?.operationId !== operationId) {
    throw new Fault('internal', `backup ${spec.backup} is ${backup?.phase ?? 'gone'}, and not this deletion's`);
  }
  return backup;
}

/** A run that never began has nothing anywhere. */
export function neverRan({ deletion, plannedAt }: Operation): boolean {
  return plannedAt === undefined && (deletion?.from === 'Skipped' || deletion?.from === 'Missed');
}

/** Says of something that it stays, and why: on the deletion, and in the end on the backup's row. Twice is once. */
export async function recordLeftover(
  { ledger }: Uses<'ledger'>,
  run: Run,
  sentence: string,
  checkpoints?: DeletionCheckpoints,
): Promise<void> {
  const operation = await ledger.readOperation(run.operationId);
  if (operation?.kind !== 'delete') return;
  await ledger.updateOperation(run, {
    warnings: [...new Set([...operation.warnings, sentence.slice(0, 1000)])],
    ...(checkpoints ? { checkpoints: { ...operation.checkpoints, ...checkpoints } } : {}),
  });
}

/** Whether the outage that an operation is in has lasted as long as one is waited for. */
export function hasWaitedLong({ unreachableSince, spec }: DeletionOperation, now: Date): boolean {
  if (!unreachableSince) return false;
  return now.getTime() - Date.parse(unreachableSince) >= spec.settings.unreachableTimeoutSeconds * 1000;
}

/** What becomes of the backup's row when its deletion ends: Deleted, what it was before, or Deleting until another one goes on. */
export async function settleBackup({ ledger }: Uses<'ledger'>, deletion: DeletionOperation): Promise<void> {
  const { operationId, spec, checkedAt, sealingAt, warnings } = deletion;
  if (checkedAt) await ledger.markDeleted(spec.backup, operationId, warnings);
  else if (!sealingAt) await ledger.unmarkDeleting(spec.backup, operationId);
}

/** Restores that read the backup and have not ended, or have left something that may still read it. */
export async function openReadersOf(services: Uses<'ledger'>, backupId: string): Promise<string[]> {
  const found = await readOperations(services, await services.ledger.readReaders(backupId));
  return found.flatMap((one) => (isOver(one) ? [] : [one.operationId]));
}
