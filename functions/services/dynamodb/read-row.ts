import type * as z from 'zod';
import { Fault } from '../../domain/errors.ts';
import type { Item, Key, Table } from './table.ts';

/** The row as it lies in its table, for whoever has to look at it. */
export interface RowPlace {
  table: Pick<Table, 'name'>;
  item: Item;
}

/** What is told of rows that a list has to leave out. */
export interface RowLog {
  error(message: string, facts: Record<string, unknown>): void;
}

/** With what an earlier release did not write. @throws Fault Permanent `record.invalid`, naming table, key and field */
export function readRow<Row>(schema: z.ZodType<Row>, row: Item, { table, item }: RowPlace): Row {
  const read = schema.safeParse(row);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path.join('.') ?? '';
  const key = keyOf(item);
  const where = Object.entries(key).map(([name, value]) => `${name} ${value}`);
  const message = `the row of ${where.join(', ')} in table ${table.name} cannot be read: ${field || 'it'}: ${issue?.message}`;
  throw new Fault('record.invalid', message, { details: { table: table.name, key, field } });
}

/** One row that cannot be read keeps nobody from the others: it is left out, and said. */
export function readRows<Row>(rows: readonly Item[], read: (row: Item) => Row, log: RowLog | undefined): Row[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.code !== 'record.invalid') throw thrown;
      log?.error('row left out', { code: thrown.code, reason: thrown.message });
      return [];
    }
  });
}

/** The ledger's rows lie by operation and record, the catalogue's by kind and name. */
function keyOf({ operationId, record, kind, name }: Item): Key {
  if (record === undefined) return { kind: String(kind), name: String(name) };
  return { operationId: String(operationId), record: String(record) };
}
