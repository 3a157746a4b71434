import { cursorOf, keyOf } from '../../domain/cursor.ts';
import { eventSchema } from '../../domain/operation/event-types.ts';
import { type Clock, isoNow } from '../clock/clock.ts';
import { readRow, readRows } from '../dynamodb/read-row.ts';
import type { Ledger } from './ledger.ts';
import type { Source } from './list-operations.ts';
import { withoutKeys } from './rows.ts';

/** What an operation has met on its way; nothing changes it. */
export function createEventRows({ table, log }: Source, clock: Clock): Pick<Ledger, 'appendEvent' | 'readEvents'> {
  return {
    async appendEvent(operationId, event) {
      const at = isoNow(clock);
      const random = Buffer.from(clock.randomBytes(5)).toString('hex');
      await table.put({ ...event, at, operationId, record: `event#${at}#${random}` });
    },
    async readEvents(operationId, cursor, limit = 100) {
      const { items, next } = await table.query({
        condition: '#operationId = :id AND begins_with(#record, :prefix)',
        names: { '#operationId': 'operationId', '#record': 'record' },
        values: { ':id': operationId, ':prefix': 'event#' },
        limit,
        start: cursor ? { operationId, record: keyOf(operationId, cursor) } : undefined,
      });
      const events = readRows(items, (item) => readRow(eventSchema, withoutKeys(item), { table, item }), log);
      return next ? { items: events, nextCursor: cursorOf(operationId, String(next.record)) } : { items: events };
    },
  };
}
