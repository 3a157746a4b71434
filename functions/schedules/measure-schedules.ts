import { isWhole } from '../domain/backup/good-backup.ts';
import { latenessOf } from '../domain/schedule/slots.ts';
import type { Uses } from '../platform/services.ts';
import { type BoundSchedule, slotsCountSince } from '../scheduling/read-schedule.ts';
import type { SlotState } from '../services/catalog/catalog.ts';

/**
 * Each schedule with an age of its own is a metric that CloudWatch bills with 0.30 $ a month: 30 $ for the first hundred by
 * name. The worst lateness counts them all, and is the one to put an alarm on.
 */
const MAX_MEASURED = 100;

/** How old the newest good backup of each schedule is, and how late the latest; of those that are not suspended. */
export function measureSchedules(
  { clock, metrics }: Uses<'clock' | 'metrics'>,
  schedules: readonly BoundSchedule[],
  states: ReadonlyMap<string, SlotState>,
): void {
  const now = clock.now();
  const active = schedules
    .filter(({ item }) => !item.spec.suspended)
    .toSorted((a, b) => (a.item.name < b.item.name ? -1 : 1));
  let latest = 0;
  for (const [n, schedule] of active.entries()) {
    const since = slotsCountSince(schedule);
    const good = new Date(states.get(schedule.item.uid)?.newestGoodAt ?? since);
    // Suspended for a month, or under a new policy, it is not late by what it was not to do.
    latest = Math.max(latest, latenessOf(schedule.timing, good > since ? good : since, now));
    if (n >= MAX_MEASURED) continue;
    const age = (now.getTime() - good.getTime()) / 1000;
    metrics.emit({ NewestBackupAgeSeconds: age }, { schedule: schedule.item.name });
  }
  if (active.length > 0) metrics.emit({ NewestBackupLateness: latest });
}

/**
 * A schedule's newest good backup may have been deleted by force, or have lost its seal: then it is an older one again,
 * and its age says so. Rows of an earlier release do not say which one it is.
 * @returns the state as it stands
 */
export async function checkNewestGood({ ledger, slots }: Uses<'ledger' | 'slots'>, state: SlotState | undefined) {
  if (state?.newestGoodAt === undefined) return state;
  const known = state.newestGood === undefined ? undefined : await ledger.readOperation(state.newestGood);
  if (known && isWhole(known)) return state;
  const good = (await ledger.listBySchedule(state.scheduleUid)).filter((one) => isWhole(one) && one.startedAt);
  const [newest] = good.toSorted((a, b) => (String(a.startedAt) < String(b.startedAt) ? 1 : -1));
  const found = { newestGoodAt: newest?.startedAt, newestGood: newest?.operationId };
  // A run may have ended meanwhile.
  if ((await slots.read(state.scheduleUid))?.newestGoodAt !== state.newestGoodAt) return state;
  await slots.note(state.scheduleUid, found);
  const { newestGoodAt: _, newestGood: __, ...rest } = state;
  return newest?.startedAt ? { ...rest, newestGoodAt: newest.startedAt, newestGood: newest.operationId } : rest;
}
