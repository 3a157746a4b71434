import { Temporal } from 'temporal-polyfill';
import type { Holding, IsWanted } from '../backup/good-backup.ts';
import type { PolicySpec } from './policy-spec.ts';
import { expired, type KeptBackup } from './retention.ts';
import { fallsOn, slotsAfter, type Timing } from './slots.ts';
import { instantOf, wallTimeOf } from './wall-time.ts';

interface Given {
  after: Date;
  count: number;
  there: readonly KeptBackup[];
  isWanted?: IsWanted;
}

/** A run to come. */
export interface NextRun {
  at: Date;
  /** In the policy's zone, without an offset. */
  local: string;
  entries: string[];
  /** What retention deletes once it has Succeeded: backups that are there, by id, or runs of this list, by their time. */
  deletes: string[];
}

const NOTHING: Holding = { digest: '', claims: new Set(), letGo: new Set() };

/**
 * @param there the schedule's backups that have Succeeded; none for a policy by itself
 * @param isWanted as of retention. A run to come is taken to hold what the newest good one holds
 */
export function nextRuns(
  timing: Timing,
  policy: Pick<PolicySpec, 'entries'>,
  { after, count, there, isWanted = () => true }: Given,
): NextRun[] {
  let backups = [...there];
  const newestFirst = there.toSorted((a, b) => (a.scheduledTime < b.scheduledTime ? 1 : -1));
  const holding = (newestFirst.find(({ isLost }) => !isLost) ?? newestFirst[0])?.holding ?? NOTHING;
  const runs: NextRun[] = [];
  for (const { at, entries } of slotsAfter(timing, after)) {
    if (runs.length >= count) break;
    const id = at.toISOString();
    backups.push({ id, entries, scheduledTime: id, isHeld: false, holding });
    const deletes = expired(backups, policy.entries, isWanted);
    backups = backups.filter((one) => !deletes.includes(one.id));
    runs.push({ at, local: wallTimeOf(at, timing.timeZone), entries, deletes });
  }
  return runs;
}

/** Days on which an entry does not run, since daylight saving skips its time of day. */
export function skippedRuns({ timeZone, entries }: Timing, after: Date, until: Date) {
  const date = (moment: Date) =>
    Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const skipped: { entry: string; local: string }[] = [];
  const last = date(until);
  for (let day = date(after); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    const noon = day.toZonedDateTime({ timeZone, plainTime: '12:00' });
    const before = day.subtract({ days: 1 }).toZonedDateTime({ timeZone, plainTime: '12:00' });
    // Most days have no gap: their noons are 24 hours apart, or more.
    if (noon.epochMilliseconds - before.epochMilliseconds >= 86_400_000) continue;
    for (const entry of entries) {
      if (entry.kind === 'interval' || entry.kind === 'once' || !fallsOn(entry, day)) continue;
      const wall = day.toPlainDateTime(Temporal.PlainTime.from(entry.at));
      if (!instantOf(wall, timeZone)) {
        skipped.push({ entry: entry.id, local: wall.toString({ smallestUnit: 'minute' }) });
      }
    }
  }
  return skipped;
}
