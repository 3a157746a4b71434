import { cursorOf, keyOf } from '../../domain/cursor.ts';
import type { Fault } from '../../domain/errors.ts';
import type { Operation, Run } from '../../domain/operation/operation.ts';
import { readRow } from '../dynamodb/read-row.ts';
import { copySchema, type Ledger, listedCopySchema } from './ledger.ts';
import type { Source } from './list-operations.ts';
import { rowsBelow, withoutKeys } from './rows.ts';

const PREFIX = 'copy#';

interface Operations {
  read(operationId: string): Promise<Operation | undefined>;
  refusal(run: Run): Promise<Fault>;
}

/** What of a backup is at a location. */
export function createCopyRows(
  { table }: Pick<Source, 'table'>,
  { read, refusal }: Operations,
): Pick<Ledger, 'recordCopy' | 'readCopies' | 'listCopies'> {
  return {
    async recordCopy(run, copy) {
      const operation = await read(run.operationId);
      if (operation?.epoch !== run.epoch) throw await refusal(run);
      await table.put({
        ...copy,
        operationId: run.operationId,
        record: `${PREFIX}${copy.locationUid}`,
        locationKey: copy.locationUid,
        createdKey: `${operation.createdAt}#${run.operationId}`,
      });
    },
    async readCopies(operationId) {
      const items = await rowsBelow(table, operationId, PREFIX);
      return items.map((item) => readRow(copySchema, withoutKeys(item), { table, item }));
    },
    async listCopies(locationUid, cursor, limit = 100) {
      const { items, next } = await table.query({
        index: 'by-location',
        condition: cursor ? '#location = :location AND #createdKey > :after' : '#location = :location',
        names: { '#location': 'locationKey', ...(cursor ? { '#createdKey': 'createdKey' } : {}) },
        values: { ':location': locationUid, ...(cursor ? { ':after': keyOf(locationUid, cursor) } : {}) },
        limit,
      });
      // What decides on data that may go leaves none out.
      const copies = items.map((item) =>
        readRow(listedCopySchema, { ...withoutKeys(item), operationId: item.operationId }, { table, item }),
      );
      return next
        ? { items: copies, nextCursor: cursorOf(locationUid, String(items.at(-1)?.createdKey)) }
        : { items: copies };
    },
  };
}
