import { type Page, pageOf } from '../../domain/cursor.ts';
import type { Item, Table } from './table.ts';

const PAGE = 100;
/** Of one page of a list: a short page with a cursor is legal. */
const MAX_ROWS = 2_000;
/** After every range key, which begins with a year. */
export const NEWEST = '~';

/** Partitions that are read side by side, since their rows are of one list. */
export interface Partitions {
  index?: string;
  /** The attributes that partition and range are of. */
  attribute: string;
  range: string;
  keys: readonly string[];
}

/** The next rows before a place over all keys, none skipped: a key whose page was cut off bounds the others. */
export async function rowsBefore(
  table: Table,
  { index, attribute, range, keys }: Partitions,
  before: string,
  limit?: number,
): Promise<{ items: Item[]; more: boolean }> {
  const where = `#${range} < :before`;
  const shared = { index, where, values: { ':before': before }, limit, backwards: true };
  const pages = await Promise.all(keys.map((key) => table.query({ ...shared, of: { [attribute]: key } })));
  const placeOf = (row: Item | undefined) => String(row?.[range] ?? '');
  const cutOff = pages.filter(({ next }) => next).map(({ items }) => placeOf(items.at(-1)));
  const floor = cutOff.toSorted().at(-1) ?? '';
  const items = pages
    .flatMap((page) => page.items)
    .filter((row) => placeOf(row) >= floor)
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
  return { items, more: cutOff.length > 0 };
}

/** All rows before a place, newest first. @param limit of one query; without it as many as one answer holds */
export async function* newestFirst(table: Table, all: readonly Partitions[], before: string, limit?: number) {
  let place = before;
  for (const partitions of all) {
    for (let more = true; more; ) {
      const rows = await rowsBefore(table, partitions, place, limit);
      for (const row of rows.items) {
        place = String(row[partitions.range]);
        yield { row, at: place };
      }
      ({ more } = rows);
    }
  }
}

interface Wanted<One> {
  filter: { from?: string | undefined };
  /** Where the page before this one has ended, or all begins. */
  before: string;
  limit: number;
  /** What of a row is on the page, if it is asked for. */
  read: (row: Item) => One[];
  /** Where the next page goes on, when no row is left. */
  rest?: string | undefined;
}

/** A page of a list, newest first. It stops after 2,000 rows. */
export async function readNewest<One>(
  table: Table,
  all: readonly Partitions[],
  { filter, before, limit, read, rest }: Wanted<One>,
): Promise<Page<One>> {
  const items: One[] = [];
  let scanned = 0;
  for await (const { row, at } of newestFirst(table, all, before, PAGE)) {
    scanned += 1;
    if (filter.from && at < filter.from) return { items };
    items.push(...read(row));
    if (items.length >= limit || scanned >= MAX_ROWS) return pageOf(items, filter, at);
  }
  return pageOf(items, filter, rest);
}
