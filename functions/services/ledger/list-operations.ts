import { cursorOf, keyOf } from '../../domain/cursor.ts';
import { OPERATION_PREFIXES } from '../../domain/ids.ts';
import { FIRST_MONTH, monthsBack } from '../../domain/months.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Phase } from '../../domain/operation/phase.ts';
import { type RowLog, readRows } from '../dynamodb/read-row.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { OperationFilter, Page } from './ledger.ts';
import { monthKeyOf, operationOf } from './rows.ts';

const PAGE = 100;
export const MAX_ROWS = 2_000;

/** Where lists are read from, and who is told of what they leave out. */
export interface Source {
  table: Table;
  log: RowLog | undefined;
}

/**
 * Newest first, month by month backwards; filters that no index serves are applied to the page. It stops after 2,000
 * rows: a short page with a cursor is legal. `createdKey` orders all kinds alike, so it is the only place to remember.
 */
export async function listOperations(
  source: Source,
  now: Date,
  filter: OperationFilter,
  cursor: string | undefined,
  limit: number,
): Promise<Page<Operation>> {
  const kinds = kindsOf(filter);
  const present = now.toISOString();
  const to = filter.to && filter.to < present ? filter.to : present;
  let before = cursor ? keyOf(filter, cursor) : `${to}~`;
  const items: Operation[] = [];
  let scanned = 0;
  let month = '';
  for (month of monthsBack(before, filter.from ?? FIRST_MONTH)) {
    for (;;) {
      const rows = await newestBefore(source.table, kinds, month, before);
      for (const row of rows) {
        scanned += 1;
        before = createdKeyOf(row);
        if (filter.from && before < filter.from) return { items };
        items.push(...matching(source, row, filter));
        if (items.length >= limit || scanned >= MAX_ROWS) return { items, nextCursor: cursorOf(filter, before) };
      }
      if (rows.length === 0) break;
    }
  }
  const isOldest = month <= (filter.from ?? FIRST_MONTH).slice(0, FIRST_MONTH.length);
  return isOldest ? { items } : { items, nextCursor: cursorOf(filter, month) };
}

export function kindsOf({ kind }: OperationFilter): string[] {
  return kind ? [kind] : Object.keys(OPERATION_PREFIXES);
}

/** The next rows of a month over all kinds, newest first, none skipped: a kind whose page was cut off bounds the rest. */
async function newestBefore(table: Table, kinds: string[], month: string, before: string): Promise<Item[]> {
  const pages = await Promise.all(
    kinds.map((kind) =>
      table.query({
        index: 'by-month',
        condition: '#monthKey = :month AND #createdKey < :before',
        names: { '#monthKey': 'monthKey', '#createdKey': 'createdKey' },
        values: { ':month': monthKeyOf(kind, month), ':before': before },
        limit: PAGE,
        backwards: true,
      }),
    ),
  );
  const cutOff = pages.filter(({ next }) => next).map(({ items }) => createdKeyOf(items.at(-1)));
  const floor = cutOff.sort().at(-1) ?? '';
  return pages
    .flatMap(({ items }) => items)
    .filter((row) => createdKeyOf(row) >= floor)
    .sort((a, b) => (createdKeyOf(a) < createdKeyOf(b) ? 1 : -1));
}

const OPEN: ReadonlySet<Phase> = new Set(['Pending', 'InProgress', 'Deleting']);

function namespacesOf(operation: Operation): string[] {
  if (operation.kind === 'backup') return operation.spec.selection.namespaces;
  return operation.kind === 'restore' ? Object.entries(operation.spec.namespaceMapping).flat() : [];
}

export function createdKeyOf(row: Item | undefined): string {
  return typeof row?.createdKey === 'string' ? row.createdKey : '';
}

/** The operation of a row, if it is asked for; none where it cannot be read. */
export function matching({ table, log }: Source, row: Item, filter: OperationFilter): Operation[] {
  return readRows([row], (one) => operationOf(table, one), log).filter((operation) => matches(operation, row, filter));
}

function matches(operation: Operation, { searchText }: Item, filter: OperationFilter): boolean {
  const { clusterId, scheduleName, phase, open, namespace, label, search, to } = filter;
  if (open && !OPEN.has(operation.phase)) return false;
  if (scheduleName && operation.slot?.schedule.name !== scheduleName) return false;
  if (namespace && !namespacesOf(operation).includes(namespace)) return false;
  if (clusterId && operation.refs.cluster.clusterId !== clusterId) return false;
  if (phase ? operation.phase !== phase : operation.phase === 'Deleted') return false;
  if (to && operation.createdAt > to) return false;
  if (search && !String(searchText).includes(search.toLowerCase())) return false;
  if (!label) return true;
  const [name = '', value] = label.split('=');
  if (!Object.hasOwn(operation.labels, name)) return false;
  return value === undefined || operation.labels[name] === value;
}
