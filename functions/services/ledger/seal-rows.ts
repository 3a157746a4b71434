import { sealsSchema } from '../../domain/location/maintenance.ts';
import { readRow } from '../dynamodb/read-row.ts';
import type { Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { type Refusal, rowsBelow, withoutKeys, writeFenced } from './rows.ts';

const SEALS = 'seals#';
/** Of a row that is emptied its number and its epoch are left. */
const { n: _, ...CONTENT } = sealsSchema.shape;
const NOTHING = Object.fromEntries(Object.keys(CONTENT).map((name) => [name, undefined]));

/** What a maintenance keeps of its work. */
export function createSealRows(table: Table, refusal: Refusal) {
  return {
    async recordSeals(run, page) {
      await writeFenced(table, refusal, run, recordOfSeals(page.n), page);
    },
    async readSeals(operationId) {
      const items = (await rowsBelow(table, operationId, SEALS)).filter(({ sealed }) => sealed !== undefined);
      return items.map((item) => readRow(sealsSchema, withoutKeys(item, 'epoch'), { table, item }));
    },
    async emptySeals(run) {
      for (const { n } of await rowsBelow(table, run.operationId, SEALS)) {
        await writeFenced(table, refusal, run, recordOfSeals(Number(n)), NOTHING);
      }
    },
  } satisfies Partial<Ledger>;
}

/** In the order of their numbers. */
function recordOfSeals(n: number): string {
  return `${SEALS}${String(n).padStart(6, '0')}`;
}
