import { cursorOf, keyOf } from '../../domain/cursor.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { OperationFilter, Page } from './ledger.ts';
import { createdKeyOf, MAX_ROWS, matching, type Source } from './list-operations.ts';

const PAGE = 100;
/** After every createdKey, which begins with a year. */
export const NEWEST = '~';

/** An index whose range is createdKey, by the attribute that it is of. */
interface Index {
  index: 'by-schedule' | 'by-cluster';
  attribute: 'scheduleKey' | 'clusterKey';
}

interface Rows {
  items: Item[];
  /** Whether there are older ones. */
  more: boolean;
}

/**
 * A page of the operations below some keys of one index, newest first; what else is filtered for is applied to the page.
 * It stops after 2,000 rows: a short page with a cursor is legal.
 */
export async function listByKeys(
  source: Source,
  { keys, ...of }: Index & { keys: readonly string[] },
  filter: OperationFilter,
  cursor: string | undefined,
  limit: number,
): Promise<Page<Operation>> {
  let before = cursor ? keyOf(filter, cursor) : NEWEST;
  const items: Operation[] = [];
  for (let scanned = 0; scanned < MAX_ROWS; ) {
    const pages = await Promise.all(keys.map((key) => rowsBefore(source.table, of, key, before, PAGE)));
    const { items: rows, more } = mergedRows(pages);
    for (const row of rows) {
      scanned += 1;
      before = createdKeyOf(row);
      if (filter.from && before < filter.from) return { items };
      items.push(...matching(source, row, filter));
      if (items.length >= limit) return { items, nextCursor: cursorOf(filter, before) };
    }
    if (!more) return { items };
  }
  return { items, nextCursor: cursorOf(filter, before) };
}

/** None is skipped: a page that was cut off bounds the others. */
export function mergedRows(pages: readonly Rows[]): Rows {
  const cutOff = pages.filter(({ more }) => more).map(({ items }) => createdKeyOf(items.at(-1)));
  const floor = cutOff.toSorted().at(-1) ?? '';
  const items = pages
    .flatMap((page) => page.items)
    .filter((row) => createdKeyOf(row) >= floor)
    .toSorted((a, b) => (createdKeyOf(a) < createdKeyOf(b) ? 1 : -1));
  return { items, more: cutOff.length > 0 };
}

/** Without a limit as many as one answer of DynamoDB holds. */
export async function rowsBefore(
  table: Table,
  { index, attribute }: Index,
  key: string,
  before: string,
  limit?: number,
): Promise<Rows> {
  const { items, next } = await table.query({
    index,
    condition: `#${attribute} = :key AND #createdKey < :before`,
    names: { [`#${attribute}`]: attribute, '#createdKey': 'createdKey' },
    values: { ':key': key, ':before': before },
    ...(limit === undefined ? {} : { limit }),
    backwards: true,
  });
  return { items, more: next !== undefined };
}
