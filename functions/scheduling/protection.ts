import { protectedBy, takesAll } from '../domain/backup/protected-namespaces.ts';
import { type NamespaceFacts, selectNamespaces } from '../domain/backup/select-namespaces.ts';
import { isSystemNamespace } from '../domain/cluster/system-namespaces.ts';
import { type BackupOperation, isOfKind, type Operation } from '../domain/operation/operation.ts';
import { STALE_AFTER_MS, staleAt } from '../domain/schedule/staleness.ts';
import { readOperations } from '../operations/read-operations.ts';
import type { Uses } from '../platform/services.ts';
import type { ClusterItem } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';
import { type BoundSchedule, listSchedules, slotsCountSince } from './read-schedule.ts';

/** Of one answer. Who has more good backups of a cluster is told of the others by its schedules. */
const PAGE = 200;
const MAX_PAGES = 3;

export interface Protection {
  namespace: string;
  state: 'protected' | 'stale' | 'never';
  newest: BackupOperation | undefined;
  /** That select all of it now, suspended ones too. */
  schedules: BoundSchedule[];
  /** When the newest good backup is too old, or was. */
  staleAt: Date | undefined;
}

/**
 * How each namespace of a cluster stands, in the order of their names: not those that an annotation keeps out or that are
 * being deleted, nor those of the system that nothing backs up.
 * @returns lookedBackTo: backups of before were not looked at, but the newest good one of each schedule
 */
export async function readProtection(
  services: Uses<'catalog' | 'clock' | 'ledger' | 'log' | 'slots'>,
  { spec, status }: ClusterItem,
  there: readonly NamespaceFacts[],
): Promise<{ found: Protection[]; lookedBackTo?: string | undefined }> {
  const { clusterId } = status;
  const isSystem = (name: string) => isSystemNamespace(name, spec);
  const schedules = (await listSchedules(services)).filter(
    ({ item }) => item.spec.refs.cluster.clusterId === clusterId,
  );
  const covering = coverage(schedules, there, isSystem);
  const names = selectNamespaces(
    { kind: 'namespaces', namespaces: there.map(({ name }) => name) },
    there,
    isSystem,
  ).found;
  const { newest, lookedBackTo } = await newestGoodOf(services, clusterId, names, schedules);
  const now = services.clock.now();
  const found = names
    .map((namespace) => judge(namespace, newest.get(namespace), covering.get(namespace) ?? [], now))
    .filter((one) => !isSystem(one.namespace) || one.newest !== undefined || one.schedules.length > 0);
  return { found, lookedBackTo };
}

function coverage(
  schedules: readonly BoundSchedule[],
  there: readonly NamespaceFacts[],
  isSystem: (name: string) => boolean,
): Map<string, BoundSchedule[]> {
  const covering = new Map<string, BoundSchedule[]>();
  for (const schedule of schedules) {
    const { selection } = schedule.item.spec.backup;
    if (!takesAll(selection)) continue;
    const { found, partly } = selectNamespaces(selection, there, isSystem);
    for (const name of found) {
      if (!partly.includes(name)) covering.set(name, [...(covering.get(name) ?? []), schedule]);
    }
  }
  return covering;
}

function judge(
  namespace: string,
  newest: BackupOperation | undefined,
  schedules: BoundSchedule[],
  now: Date,
): Protection {
  if (!newest) return { namespace, state: 'never', newest, schedules, staleAt: undefined };
  const at = staleOf(new Date(newest.startedAt ?? newest.createdAt), schedules);
  return { namespace, state: at > now ? 'protected' : 'stale', newest, schedules, staleAt: at };
}

/** By the one that asks for the newest: the others are no reason to be content. */
function staleOf(since: Date, schedules: readonly BoundSchedule[]): Date {
  const times = schedules.flatMap((schedule) => {
    if (schedule.item.spec.suspended) return [];
    const counted = slotsCountSince(schedule);
    return staleAt(schedule.timing, counted > since ? counted : since) ?? [];
  });
  if (times.length === 0) return new Date(since.getTime() + STALE_AFTER_MS);
  return new Date(Math.min(...times.map((time) => time.getTime())));
}

/** Newest first, until each namespace has one; then what schedules know. */
async function newestGoodOf(
  services: Uses<'clock' | 'ledger' | 'log' | 'slots'>,
  clusterId: string,
  names: readonly string[],
  schedules: readonly BoundSchedule[],
) {
  const open = new Set(names);
  const newest = new Map<string, BackupOperation>();
  const take = (operation: Operation) => {
    if (!isOfKind(operation, 'backup')) return;
    for (const name of protectedBy(operation)) if (open.delete(name)) newest.set(name, operation);
  };
  const filter = { kind: 'backup', clusterId, phase: 'Succeeded' } as const;
  let cursor: string | undefined;
  let last: string | undefined;
  for (let pages = 0; pages < MAX_PAGES && open.size > 0; pages += 1) {
    const page = await services.ledger.listOperations(filter, cursor, PAGE);
    page.items.forEach(take);
    cursor = page.nextCursor;
    last = page.items.at(-1)?.createdAt ?? last;
    if (cursor === undefined) break;
  }
  if (cursor === undefined || open.size === 0) return { newest };
  const states = await services.slots.readMany(schedules.map(({ item }) => item.uid));
  const ids = [...states.values()].flatMap(({ newestGood }) => newestGood ?? []);
  const known = await readOperations(services, ids, ({ code, message: reason }) => {
    services.log.error('operation left out', { code, reason });
  });
  known.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).forEach(take);
  return { newest, lookedBackTo: last ?? isoNow(services.clock) };
}
