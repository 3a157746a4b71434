import { keyOf, type Page } from '../../domain/cursor.ts';
import { OPERATION_PREFIXES } from '../../domain/ids.ts';
import { monthsBack } from '../../domain/months.ts';
import type { BackupOperation, Operation } from '../../domain/operation/operation.ts';
import { OPEN_PHASES, PHASES, type Phase } from '../../domain/operation/phase.ts';
import { touchedNamespaces } from '../../domain/operation/touched-namespaces.ts';
import { meets } from '../../domain/selectors/requirement.ts';
import type { Clock } from '../clock/clock.ts';
import { NEWEST, newestFirst, type Partitions, readNewest, rowsBefore } from '../dynamodb/newest-first.ts';
import { type RowLog, readRows } from '../dynamodb/read-row.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { Ledger, OperationFilter } from './ledger.ts';
import { backupOf, clusterKeyOf, monthKeyOf, OPEN_KEYS, operationOf, scheduleKeyOf } from './rows.ts';

/** Of a schedule that has failed for weeks; what is past does not count. */
const MAX_RUNS = 20_000;
/** Looked through for the run before one: those that were skipped or cancelled say nothing of how the schedule fares. */
const RUNS_BEFORE = 25;
const TELLING: ReadonlySet<Phase> = new Set(['Succeeded', 'Failed', 'Missed', 'Deleting', 'Deleted']);

/**
 * Lists of operations, newest first, each from the index that has the fewest rows for it; what no index serves is filtered
 * from the page. `createdKey` orders all kinds alike, so it is the only place to remember. The indexes lag.
 * @param log is told of rows that are left out since they cannot be read
 */
export function createLists(table: Table, clock: Clock, log: RowLog | undefined) {
  async function listOpen() {
    const pages = OPEN_KEYS.map((openKey) => table.queryAll({ index: 'by-open', of: { openKey } }));
    const rows = (await Promise.all(pages)).flat();
    return rows.map(({ operationId, phase }) => ({ operationId: String(operationId), phase: String(phase) }));
  }

  return {
    async listOperations(filter, cursor, limit = 50): Promise<Page<Operation>> {
      const read = (row: Item) =>
        readRows([row], (one) => operationOf(table, one), log).filter((found) => matches(found, row, filter));
      const { before, all, rest } = rowsFor(filter, cursor && keyOf(filter, cursor), clock.now());
      return await readNewest(table, all, { filter, before, limit, read, rest });
    },

    async listBySchedule(scheduleUid) {
      const runs: BackupOperation[] = [];
      for await (const { row } of newestFirst(table, [ofSchedule([scheduleUid])], NEWEST)) {
        runs.push(...readRows([row], (one) => backupOf(table, one), log));
        if (runs.length >= MAX_RUNS) break;
      }
      return runs;
    },

    async readRunBefore({ operationId, createdAt, slot }, tells = ({ phase }) => TELLING.has(phase)) {
      const keys = scheduleKeysFor(slot?.schedule.uid ?? '-', {});
      const { items } = await rowsBefore(table, ofSchedule(keys), `${createdAt}#${operationId}`, RUNS_BEFORE);
      return readRows(items, (row) => backupOf(table, row), log).find(tells);
    },

    listOpen,
    listIncomplete: async () => (await listOpen()).map(({ operationId }) => operationId),
  } satisfies Partial<Ledger>;
}

/** Where to look, from where on, and where the next page goes on when that was not all. */
function rowsFor(filter: OperationFilter, after: string | undefined, now: Date) {
  const { clusterId, scheduleUid, from, to } = filter;
  const range = 'createdKey';
  const kinds = severalOf(filter.kind) ?? Object.keys(OPERATION_PREFIXES);
  if (scheduleUid) return { before: after ?? NEWEST, all: [ofSchedule(scheduleKeysFor(scheduleUid, filter))] };
  if (clusterId) {
    // However much was done on others meanwhile.
    const keys = kinds.map((kind) => clusterKeyOf(kind, clusterId));
    return { before: after ?? NEWEST, all: [{ index: 'by-cluster', attribute: 'clusterKey', range, keys }] };
  }
  const present = now.toISOString();
  const before = after ?? `${to && to < present ? to : present}~`;
  const { months, rest } = monthsBack(before, from);
  const keysOf = (month: string) => kinds.map((kind) => monthKeyOf(kind, month));
  const all = months.map((month) => ({ index: 'by-month', attribute: 'monthKey', range, keys: keysOf(month) }));
  return { before, all, rest };
}

function ofSchedule(keys: readonly string[]): Partitions {
  return { index: 'by-schedule', attribute: 'scheduleKey', range: 'createdKey', keys };
}

/** What is past has a key of its own: a policy of every minute does not hide the backups of its other entries. */
function scheduleKeysFor(scheduleUid: string, { phase }: OperationFilter): string[] {
  const phases = severalOf(phase) ?? PHASES;
  return [...new Set(phases.map((one) => scheduleKeyOf(scheduleUid, one)))];
}

function severalOf<Word extends string>(given: Word | readonly Word[] | undefined): readonly Word[] | undefined {
  return typeof given === 'string' ? [given] : given;
}

function matches(operation: Operation, { searchText }: Item, filter: OperationFilter): boolean {
  const { clusterId, locationUid, scheduleName, open, namespace, label, search, to } = filter;
  const phases = severalOf(filter.phase);
  if (open && !OPEN_PHASES.has(operation.phase)) return false;
  if (scheduleName && operation.slot?.schedule.name !== scheduleName) return false;
  if (namespace && !touchedNamespaces(operation).includes(namespace)) return false;
  if (clusterId && operation.refs.cluster.clusterId !== clusterId) return false;
  if (locationUid && !operation.refs.locations.some(({ uid }) => uid === locationUid)) return false;
  if (phases ? !phases.includes(operation.phase) : operation.phase === 'Deleted') return false;
  if (to && operation.createdAt > to) return false;
  if (search && !String(searchText).includes(search.toLowerCase())) return false;
  return label === undefined || meets(operation.labels, label);
}
