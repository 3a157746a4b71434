import {
  addedBy,
  type HourCounts,
  hourCountsSchema,
  hourOf,
  MOST_NOTED,
  placeOfHour,
} from '../../domain/statistics/hour-counts.ts';
import { type RowLog, readRow, readRows } from '../dynamodb/read-row.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { withoutKeys } from './rows.ts';

/** Of no operation. */
const PARTITION = 'statistics';
const HOUR = 'hour#';
const KEPT = 'kept';

const keyOfHour = (hour: string) => ({
  operationId: PARTITION,
  record: `${HOUR}${String(placeOfHour(hour)).padStart(3, '0')}`,
});

const IS_THIS_HOUR = '#hour = :hour';
const IS_EARLIER = 'attribute_not_exists(#hour) OR #hour < :hour';

/** What is counted when it happens, since counting it later would read a week of operations. */
export function createStatisticsRows(table: Table, log: RowLog | undefined) {
  async function note(key: Item, hour: string, list: 'failed' | 'mended', id: string): Promise<void> {
    await table.update(
      key as Record<string, string>,
      {},
      {
        when: `${IS_THIS_HOUR} AND (attribute_not_exists(#${list}) OR size(#${list}) < :most)`,
        values: { ':hour': hour, ':most': MOST_NOTED, ':none': [], ':one': [id] },
        extra: [`#${list} = list_append(if_not_exists(#${list}, :none), :one)`],
      },
    );
  }

  return {
    async countEnd(operation) {
      const hour = hourOf(operation.finishedAt ?? operation.createdAt);
      const key = keyOfHour(hour);
      const { name, failed, mended } = addedBy(operation);
      const rules = {
        when: IS_THIS_HOUR,
        values: { ':hour': hour, ':zero': 0, ':one': 1 },
        extra: [`#counts.#${name} = if_not_exists(#counts.#${name}, :zero) + :one`],
      };
      if (!(await table.update(key, {}, rules))) {
        await table.put({ ...key, hour, counts: {} }, { when: IS_EARLIER, values: { ':hour': hour } });
        await table.update(key, {}, rules);
      }
      if (failed) await note(key, hour, 'failed', failed);
      if (mended) await note(key, hour, 'mended', mended);
    },

    async readHours(): Promise<HourCounts[]> {
      const where = 'begins_with(#record, :prefix)';
      const rows = await table.queryAll({ of: { operationId: PARTITION }, where, values: { ':prefix': HOUR } });
      return readRows(rows, (item) => readRow(hourCountsSchema, withoutKeys(item), { table, item }), log);
    },

    async keepStatistics(at, document) {
      await table.put({ operationId: PARTITION, record: KEPT, at, document: JSON.stringify(document) });
    },

    async readStatistics() {
      const row = await table.get({ operationId: PARTITION, record: KEPT });
      return row && { at: String(row.at), document: String(row.document) };
    },
  } satisfies Partial<Ledger>;
}
