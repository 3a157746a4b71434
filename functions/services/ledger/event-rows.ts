import { keyOf, pageOf } from '../../domain/cursor.ts';
import { eventSchema } from '../../domain/operation/event-types.ts';
import { type Clock, isoNow } from '../clock/clock.ts';
import { type RowLog, readRow, readRows } from '../dynamodb/read-row.ts';
import type { Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { withoutKeys } from './rows.ts';

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
