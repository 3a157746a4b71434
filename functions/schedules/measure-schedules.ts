import { latenessOf } from '../domain/schedule/lateness.ts';
import type { Services } from '../platform/services.ts';
import { type BoundSchedule, slotsCountSince } from '../scheduling/read-schedule.ts';
import type { SlotState } from '../services/catalog/catalog.ts';

/**
 * Each schedule with an age of its own is a metric that CloudWatch bills with 0.30 $ a month: 30 $ for the first hundred by
 * name. The worst lateness counts them all, and is the one to put an alarm on.
 */
const MAX_MEASURED = 100;

/** How old the newest good backup of each schedule is, and how late the latest; of those that are not suspended. */
export function measureSchedules(
  { clock, metrics }: Pick<Services, 'clock' | 'metrics'>,
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
