import { keyOf, pageOf } from '../../domain/cursor.ts';
import { eventSchema } from '../../domain/operation/event-types.ts';
import { type Clock, isoNow } from '../clock/clock.ts';
import { type RowLog, readRow, readRows } from '../dynamodb/read-row.ts';
import type { Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { deletedKeyOf, isPast, keyOfOperation, OPERATION, operationOf, scheduleKeyOf, withoutKeys } from './rows.ts';
import { IS_OPEN, type RunWriter } from './run-writer.ts';

const HAS_ENDED = 'attribute_exists(#finishedAt)';

/** The end of an operation, and what is written after it: no epoch speaks then. */
export function createEndedRows(table: Table, clock: Clock, { read, write, refusal, putEnd }: RunWriter) {
  return {
    async finishOperation(run, phase, changes, message = '') {
      const ended = { ...changes, phase, finishedAt: isoNow(clock) };
      const standing = (await write(run, ended, { clauses: [IS_OPEN] })) ?? (await read(run.operationId));
      if (!standing?.finishedAt || standing.epoch !== run.epoch) throw await refusal(run);
      if (standing.slot && isPast(standing.phase)) {
        // Among what is past of its schedule; retention reads it no more.
        const scheduleKey = scheduleKeyOf(standing.slot.schedule.uid, 'Deleted');
        await table.update(keyOfOperation(run.operationId), { scheduleKey }, { when: HAS_ENDED });
      }
      await putEnd(standing, message);
      return standing.phase;
    },

    async updateEnded(operationId, changes) {
      const item = await table.update(keyOfOperation(operationId), changes, { when: HAS_ENDED });
      return item && operationOf(table, item);
    },

    async closeOperation(operationId, deletedAt) {
      const openKey = deletedAt === undefined ? undefined : deletedKeyOf(deletedAt);
      // Deleted since it was read: whoever reads it again closes it as such.
      const isPurged = '(#phase = :deleted OR #kind = :simulation)';
      const when = `${HAS_ENDED} AND ${deletedAt === undefined ? 'NOT ' : ''}${isPurged}`;
      const values = { ':deleted': 'Deleted', ':simulation': 'simulation' };
      await table.update(keyOfOperation(operationId), { openKey, residuals: [] }, { when, values });
    },

    async listDeleted(day) {
      const rows = await table.queryAll({ index: 'by-open', of: { openKey: deletedKeyOf(day) } });
      return rows.map(({ operationId }) => String(operationId));
    },

    async purge(operationId) {
      const operation = await read(operationId);
      if (operation && operation.phase !== 'Deleted' && operation.kind !== 'simulation') return;
      for (const { record } of await table.queryAll({ of: { operationId } })) {
        if (record !== OPERATION) await table.delete({ operationId, record: String(record) });
      }
      // Last: without it nobody would find the others.
      await table.delete(keyOfOperation(operationId));
    },
  } satisfies Partial<Ledger>;
}

/** What an operation has met on its way; nothing changes it. */
export function createEventRows(table: Table, clock: Clock, log: RowLog | undefined) {
  return {
    async appendEvent(operationId, event) {
      const at = isoNow(clock);
      const random = Buffer.from(clock.randomBytes(5)).toString('hex');
      await table.put({ ...event, at, operationId, record: `event#${at}#${random}` });
    },
    async readEvents(operationId, cursor, limit = 100) {
      const { items, next } = await table.query({
        of: { operationId },
        where: 'begins_with(#record, :prefix)',
        values: { ':prefix': 'event#' },
        limit,
        start: cursor ? { operationId, record: keyOf(operationId, cursor) } : undefined,
      });
      const events = readRows(items, (item) => readRow(eventSchema, withoutKeys(item), { table, item }), log);
      return pageOf(events, operationId, next && String(next.record));
    },
  } satisfies Partial<Ledger>;
}
