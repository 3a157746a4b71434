import { cursorOf, keyOf } from '../../domain/cursor.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { OperationFilter, Page } from './ledger.ts';
import { createdKeyOf, MOST_ROWS, matches } from './list-operations.ts';
import { isPast, operationOf, scheduleKeyOf } from './rows.ts';

const PAGE = 100;
/** Of a schedule that has failed for weeks; what is past does not count. */
const MOST_RUNS = 20_000;
const NEWEST = '~';
/** Looked through for the run before one: those that were skipped or cancelled say nothing of how the schedule fares. */
const RUNS_BEFORE = 25;
const TELLING: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Missed', 'Deleting', 'Deleted']);

interface Rows {
  items: Item[];
  /** Whether there are older ones. */
  more: boolean;
}

/**
 * A page of a schedule's runs, newest first. What may hold data and what is past have a key each, so that a policy of every
 * minute, of which most is past, does not hide the backups of its other entries.
 */
export async function listScheduled(
  table: Table,
  scheduleUid: string,
  filter: OperationFilter,
  cursor: string | undefined,
  limit: number,
): Promise<Page<Operation>> {
  const keys = keysFor(scheduleUid, filter);
  let before = cursor ? keyOf(filter, cursor) : NEWEST;
  const items: Operation[] = [];
  for (let scanned = 0; scanned < MOST_ROWS; ) {
    const { items: rows, more } = merged(await Promise.all(keys.map((key) => rowsBefore(table, key, before, PAGE))));
    for (const row of rows) {
      scanned += 1;
      before = createdKeyOf(row);
      if (filter.from && before < filter.from) return { items };
      if (matches(row, filter)) items.push(operationOf(row));
      if (items.length >= limit) return { items, nextCursor: cursorOf(filter, before) };
    }
    if (!more) return { items };
  }
  return { items, nextCursor: cursorOf(filter, before) };
}

/** Every run of a schedule that may hold data, newest first. */
export async function listBySchedule(table: Table, scheduleUid: string): Promise<Operation[]> {
  const all: Operation[] = [];
  for (let before = NEWEST; all.length < MOST_RUNS; ) {
    const { items, more } = await rowsBefore(table, scheduleUid, before);
    all.push(...items.map(operationOf));
    if (!more) break;
    before = createdKeyOf(items.at(-1));
  }
  return all;
}

export async function readRunBefore(
  table: Table,
  { operationId, createdAt, slot }: Pick<Operation, 'operationId' | 'createdAt' | 'slot'>,
): Promise<Operation | undefined> {
  const before = `${createdAt}#${operationId}`;
  const keys = keysFor(slot?.schedule.uid ?? '-', {});
  const { items } = merged(await Promise.all(keys.map((key) => rowsBefore(table, key, before, RUNS_BEFORE))));
  return items.map(operationOf).find(({ phase }) => TELLING.has(phase));
}

function keysFor(scheduleUid: string, { phase }: OperationFilter): string[] {
  const past = scheduleKeyOf(scheduleUid, 'Deleted');
  if (phase === undefined) return [scheduleUid, past];
  return [isPast(phase) ? past : scheduleUid];
}

/** None is skipped: a page that was cut off bounds the other. */
function merged(pages: readonly Rows[]): Rows {
  const cutOff = pages.filter(({ more }) => more).map(({ items }) => createdKeyOf(items.at(-1)));
  const floor = cutOff.toSorted().at(-1) ?? '';
  const items = pages
    .flatMap((page) => page.items)
    .filter((row) => createdKeyOf(row) >= floor)
    .toSorted((a, b) => (createdKeyOf(a) < createdKeyOf(b) ? 1 : -1));
  return { items, more: cutOff.length > 0 };
}

/** Without a limit as many as one answer of DynamoDB holds. */
async function rowsBefore(table: Table, scheduleKey: string, before: string, limit?: number): Promise<Rows> {
  const { items, next } = await table.query({
    index: 'by-schedule',
    condition: '#scheduleKey = :schedule AND #createdKey < :before',
    names: { '#scheduleKey': 'scheduleKey', '#createdKey': 'createdKey' },
    values: { ':schedule': scheduleKey, ':before': before },
    ...(limit === undefined ? {} : { limit }),
    backwards: true,
  });
  return { items, more: next !== undefined };
}
