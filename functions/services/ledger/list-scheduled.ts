import type { BackupOperation, Operation } from '../../domain/operation/operation.ts';
import { readRows } from '../dynamodb/read-row.ts';
import type { OperationFilter, Page } from './ledger.ts';
import { listByKeys, mergedRows, NEWEST, rowsBefore } from './list-by-keys.ts';
import { createdKeyOf, type Source } from './list-operations.ts';
import { backupOf, isPast, scheduleKeyOf } from './rows.ts';

const BY_SCHEDULE = { index: 'by-schedule', attribute: 'scheduleKey' } as const;
/** Of a schedule that has failed for weeks; what is past does not count. */
const MAX_RUNS = 20_000;
/** Looked through for the run before one: those that were skipped or cancelled say nothing of how the schedule fares. */
const RUNS_BEFORE = 25;
const TELLING: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Missed', 'Deleting', 'Deleted']);

/**
 * A page of a schedule's runs, newest first. What may hold data and what is past have a key each, so that a policy of every
 * minute, of which most is past, does not hide the backups of its other entries.
 */
export async function listScheduled(
  source: Source,
  scheduleUid: string,
  filter: OperationFilter,
  cursor: string | undefined,
  limit: number,
): Promise<Page<Operation>> {
  return await listByKeys(source, { ...BY_SCHEDULE, keys: keysFor(scheduleUid, filter) }, filter, cursor, limit);
}

/** Every run of a schedule that may hold data, newest first. */
export async function listBySchedule({ table, log }: Source, scheduleUid: string): Promise<BackupOperation[]> {
  const all: BackupOperation[] = [];
  for (let before = NEWEST; all.length < MAX_RUNS; ) {
    const { items, more } = await rowsBefore(table, BY_SCHEDULE, scheduleUid, before);
    all.push(...readRows(items, (row) => backupOf(table, row), log));
    if (!more) break;
    before = createdKeyOf(items.at(-1));
  }
  return all;
}

export async function readRunBefore(
  { table, log }: Source,
  { operationId, createdAt, slot }: Pick<Operation, 'operationId' | 'createdAt' | 'slot'>,
): Promise<BackupOperation | undefined> {
  const before = `${createdAt}#${operationId}`;
  const keys = keysFor(slot?.schedule.uid ?? '-', {});
  const pages = await Promise.all(keys.map((key) => rowsBefore(table, BY_SCHEDULE, key, before, RUNS_BEFORE)));
  const { items } = mergedRows(pages);
  return readRows(items, (row) => backupOf(table, row), log).find(({ phase }) => TELLING.has(phase));
}

function keysFor(scheduleUid: string, { phase }: OperationFilter): string[] {
  const past = scheduleKeyOf(scheduleUid, 'Deleted');
  if (phase === undefined) return [scheduleUid, past];
  return [isPast(phase) ? past : scheduleUid];
}
