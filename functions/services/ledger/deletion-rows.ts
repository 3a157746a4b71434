import { Fault } from '../../domain/errors.ts';
import type { Deletion } from '../../domain/operation/backup-operation.ts';
import { type BackupOperation, isOfKind } from '../../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../../domain/operation/phase.ts';
import { type Clock, isoNow } from '../clock/clock.ts';
import type { Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { backupOf, deletedKeyOf, keyOfOperation, operationOf, rowsBelow, scheduleKeyOf } from './rows.ts';

const READER = 'reader#';
/** Between the read and the conditional write somebody else may have written: read again, a few times. */
const TRIES = 3;

// Clauses that conditions are built of.
const IS_AS_READ = '#phase = :phase';
const IS_FREE = 'attribute_not_exists(#legalHold)';
const IS_BY = '#deletion.#operationId = :by';

/** Of a backup's row, what its deletions write. No epoch speaks here: the backup has ended. */
export function createDeletionRows(table: Table, clock: Clock) {
  async function write(
    backupId: string,
    changes: Record<string, unknown>,
    clauses: readonly string[],
    values: Record<string, unknown>,
  ): Promise<BackupOperation | undefined> {
    const when = clauses.join(' AND ');
    const row = { ...changes, updatedAt: isoNow(clock) };
    const item = await table.update(keyOfOperation(backupId), row, { when, values });
    return item && backupOf(table, item);
  }

  return {
    ...readerRows(table, clock),

    async markDeleting(backupId, next, { again } = { again: false }) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const standing = await readBackup(table, backupId);
        if (standing.phase === 'Deleting' && standing.deletion?.operationId === next.operationId) return standing;
        const deletion = await deletionAfter(table, standing, next, again);
        const other = standing.deletion && standing.phase === 'Deleting' ? standing.deletion.operationId : undefined;
        const marked = await write(
          backupId,
          { phase: 'Deleting', deletion },
          [IS_AS_READ, IS_FREE, ...(other ? [IS_BY] : [])],
          { ':phase': standing.phase, ...(other ? { ':by': other } : {}) },
        );
        if (marked) return marked;
      }
      throw new Fault('ledger.throttled', `others write backup ${backupId} at the same time`);
    },

    async unmarkDeleting(backupId, deletionId) {
      const { deletion } = await readBackup(table, backupId);
      if (deletion?.operationId !== deletionId) return;
      const restored = { phase: deletion.from, deletion: undefined };
      await write(backupId, restored, [IS_AS_READ, IS_BY], { ':phase': 'Deleting', ':by': deletionId });
    },

    async markDeleted(backupId, deletionId, left) {
      const { deletion, settledAt, slot } = await readBackup(table, backupId);
      if (deletion?.operationId !== deletionId) return;
      // Nothing of it is left for the sweep; what follows its end may not have been done yet.
      const doneAt = deletion.doneAt ?? isoNow(clock);
      const closed = settledAt ? { openKey: deletedKeyOf(doneAt) } : {};
      if (!deletion.doneAt) {
        await write(
          backupId,
          {
            phase: 'Deleted',
            deletion: { ...deletion, doneAt, left },
            residuals: [],
            copiesUntil: undefined,
            ...(slot ? { scheduleKey: scheduleKeyOf(slot.schedule.uid, 'Deleted') } : {}),
            ...closed,
          },
          [IS_AS_READ, IS_BY],
          { ':phase': 'Deleting', ':by': deletionId },
        );
      }
      await table.put({
        type: 'BackupDeleted',
        message: [`by ${deletion.by}: ${deletion.because}`, ...left].join('; '),
        at: doneAt,
        operationId: backupId,
        record: `event#${doneAt}#deleted`,
      });
    },

    async holdBackup(backupId, hold) {
      const { phase } = await readBackup(table, backupId);
      if (hold && (phase === 'Deleting' || phase === 'Deleted'))
        throw new Fault('backup.deleting', `backup ${backupId} is ${phase}`);
      const held = await write(backupId, { legalHold: hold }, [IS_AS_READ], { ':phase': phase });
      if (!held) throw new Fault('ledger.throttled', `others write backup ${backupId} at the same time`);
      return held;
    },
  } satisfies Partial<Ledger>;
}

async function readBackup(table: Table, backupId: string): Promise<BackupOperation> {
  const item = await table.get(keyOfOperation(backupId));
  const operation = item && operationOf(table, item);
  if (isOfKind(operation, 'backup')) return operation;
  throw new Fault('backup.not_found', `there is no backup ${backupId}`);
}

/** What this deletion writes into the row; `from` is kept by one that takes another over. */
async function deletionAfter(
  table: Table,
  { operationId, phase, legalHold, deletion }: BackupOperation,
  next: Omit<Deletion, 'from'>,
  again: boolean,
): Promise<Deletion> {
  // What was `from` is so for good: nothing makes of it again what it was.
  if (phase === 'Deleted' && again && deletion) return { ...next, from: deletion.from };
  if (phase === 'Deleted') throw new Fault('operation.ended', `backup ${operationId} is deleted`);
  if (legalHold)
    throw new Fault('backup.legal_hold', `backup ${operationId} is held by ${legalHold.by}: ${legalHold.reason}`);
  if (phase === 'Deleting' && deletion) {
    const other = await table.get(keyOfOperation(deletion.operationId));
    if (other && !operationOf(table, other).finishedAt) {
      throw new Fault('operation.running', `operation ${deletion.operationId} deletes backup ${operationId}`);
    }
    return { ...next, from: deletion.from };
  }
  if (!TERMINAL_PHASES.has(phase)) throw new Fault('operation.running', `backup ${operationId} is ${phase}`);
  return { ...next, from: phase };
}

/** The operations that read a backup. */
function readerRows(table: Table, clock: Clock) {
  return {
    async addReader(backupId, operationId) {
      await table.put({ operationId: backupId, record: `${READER}${operationId}`, at: isoNow(clock) });
    },

    async readReaders(backupId) {
      const items = await rowsBelow(table, backupId, READER);
      return items.map(({ record }) => String(record).slice(READER.length));
    },
  } satisfies Partial<Ledger>;
}
