import type { Fault } from '../../domain/errors.ts';
import { type SealsRead, sealsSchema } from '../../domain/location/maintenance.ts';
import type { Run } from '../../domain/operation/operation.ts';
import { updateOf } from '../dynamodb/expression.ts';
import { readRow } from '../dynamodb/read-row.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { rowsBelow, withoutKeys } from './rows.ts';

type UpkeepRows = Pick<Ledger, 'recordSeals' | 'readSeals' | 'emptySeals'>;

const SEALS = 'seals#';

/** What a maintenance keeps of its work. A row takes the epoch of whoever wrote it, and none that is older after it. */
export function createUpkeepRows(table: Table, refusal: (run: Run) => Promise<Fault>): UpkeepRows {
  async function write(run: Run, record: string, changes: Record<string, unknown>): Promise<Item> {
    const expression = updateOf({ ...changes, epoch: run.epoch }, { values: { ':mine': run.epoch } });
    const key = { operationId: run.operationId, record };
    const written = await table.update(key, expression, 'attribute_not_exists(#epoch) OR #epoch <= :mine');
    if (!written) throw await refusal(run);
    return written;
  }

  return {
    async recordSeals(run, page) {
      await write(run, recordOfSeals(page.n), { ...page });
    },
    async readSeals(operationId) {
      const items = (await rowsBelow(table, operationId, SEALS)).filter(({ sealed }) => sealed !== undefined);
      return items.map((item) => readRow(sealsSchema, withoutKeys(item, 'epoch'), { table, item }));
    },
    async emptySeals(run) {
      const names = ['sealed', 'kept', 'owners', 'orphans', 'doubts', 'unread'] satisfies (keyof SealsRead)[];
      const nothing = Object.fromEntries(names.map((name) => [name, undefined]));
      for (const { n } of await rowsBelow(table, run.operationId, SEALS)) {
        await write(run, recordOfSeals(Number(n)), nothing);
      }
    },
  };
}

/** In the order of their numbers. */
function recordOfSeals(n: number): string {
  return `${SEALS}${String(n).padStart(6, '0')}`;
}
