import { Temporal } from 'temporal-polyfill';
import { secondsOf } from '../settings/settings.ts';
import { type PolicyEntry, type PolicySpec, WEEKDAYS } from './policy-spec.ts';
import { instantOf, wallTimeOf, zoned } from './wall-time.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A slot that EventBridge Scheduler delivers at the second of two equal wall times is the first one's. */
const OVERLAP = 3 * HOUR;

/** When a policy fires. `anchor` is the schedule's createdAt: intervals are counted from it, cut to the minute. */
export interface Timing extends Pick<PolicySpec, 'timeZone' | 'entries'> {
  anchor: Date;
}

/** One moment, and the entries that fall on it. */
export interface DueSlot {
  at: Date;
  entries: string[];
}

/**
 * The slots after `after`, in order; entries that fall together are one slot.
 * A wall time that daylight saving skips has no slot that day; one that comes twice has one, the first.
 */
export function* slotsAfter(timing: Timing, after: Date): Generator<DueSlot> {
  const upcoming = timing.entries.map((entry) => {
    const slots = timesAfter(entry, timing, after);
    return { id: entry.id, slots, next: slots.next().value };
  });
  for (;;) {
    const next = Math.min(...upcoming.map((one) => one.next?.getTime() ?? Number.POSITIVE_INFINITY));
    if (next === Number.POSITIVE_INFINITY) return;
    const due = upcoming.filter((one) => one.next?.getTime() === next);
    yield { at: new Date(next), entries: due.map(({ id }) => id) };
    for (const one of due) one.next = one.slots.next().value;
  }
}

/** The slots after `after` up to and with `until`, at most `limit`. */
export function slotsBetween(timing: Timing, after: Date, until: Date, limit = Number.POSITIVE_INFINITY): DueSlot[] {
  const found: DueSlot[] = [];
  for (const slot of slotsAfter(timing, after)) {
    if (slot.at > until || found.length >= limit) break;
    found.push(slot);
  }
  return found;
}

/**
 * Which slot a delivery is for. EventBridge Scheduler counts the minutes of a rate itself, so a delivery of an interval is
 * that of the nearest multiple; any other is of its exact moment, or of the one that a clock set back comes by twice.
 * @returns undefined for a moment that is no slot (any more): the policy was changed
 */
export function slotOf(timing: Timing, entryId: string, delivered: Date): DueSlot | undefined {
  const entry = timing.entries.find(({ id }) => id === entryId);
  if (!entry) return undefined;
  const at =
    entry.kind === 'interval' ? nearest(entry.every, timing.anchor, delivered) : calendarSlot(entry, delivered);
  if (!at) return undefined;
  const [slot] = slotsBetween(timing, new Date(at.getTime() - 1), at, 1);
  return slot?.entries.includes(entryId) ? slot : undefined;

  function calendarSlot(of: PolicyEntry, moment: Date): Date | undefined {
    const cut = new Date(Math.floor(moment.getTime() / MINUTE) * MINUTE);
    const [exact] = slotsBetween({ ...timing, entries: [of] }, new Date(cut.getTime() - 1), cut, 1);
    if (exact) return exact.at;
    const wall = wallTimeOf(cut, timing.timeZone);
    const earlier = slotsBetween({ ...timing, entries: [of] }, new Date(cut.getTime() - OVERLAP), cut);
    return earlier.find(({ at: first }) => wallTimeOf(first, timing.timeZone) === wall)?.at;
  }
}

/** How long after its slot a run may begin: a later one is Missed. */
export function graceOf(timing: Timing, entries: readonly string[]): number {
  const intervals = timing.entries.flatMap((entry) =>
    entry.kind === 'interval' && entries.includes(entry.id) ? [secondsOf(entry.every) * 1000] : [],
  );
  return Math.min(HOUR, ...intervals);
}

function* timesAfter(entry: PolicyEntry, { anchor, timeZone }: Timing, after: Date): Generator<Date, undefined> {
  if (entry.kind === 'interval') {
    const every = secondsOf(entry.every) * 1000;
    const first = cutToMinute(anchor);
    let n = Math.max(1, Math.floor((after.getTime() - first) / every) + 1);
    for (; ; n += 1) yield new Date(first + n * every);
  }
  if (entry.kind === 'once') {
    const at = instantOf(Temporal.PlainDateTime.from(entry.at), timeZone);
    if (at && at > after) yield at;
    return undefined;
  }
  const time = Temporal.PlainTime.from(entry.at);
  // A day earlier: a zone may have changed its date line in between.
  let date = zoned(new Date(after.getTime() - DAY), timeZone).toPlainDate();
  for (; ; date = date.add({ days: 1 })) {
    if (!fallsOn(entry, date)) continue;
    const at = instantOf(date.toPlainDateTime(time), timeZone);
    if (at && at > after) yield at;
  }
}

export function fallsOn(entry: Exclude<PolicyEntry, { kind: 'interval' | 'once' }>, date: Temporal.PlainDate): boolean {
  if (entry.kind === 'daily') return true;
  if (entry.kind === 'weekly') return entry.days.includes(WEEKDAYS[date.dayOfWeek - 1] ?? 'MON');
  return date.day === (entry.day === 'last' ? date.daysInMonth : entry.day);
}

function nearest(every: string, anchor: Date, moment: Date): Date {
  const period = secondsOf(every) * 1000;
  const first = cutToMinute(anchor);
  return new Date(first + Math.max(1, Math.round((moment.getTime() - first) / period)) * period);
}

function cutToMinute(moment: Date): number {
  return Math.floor(moment.getTime() / MINUTE) * MINUTE;
}

/**
 * How late a schedule is with its next good backup, in its own intervals: 1 when it falls due, 2 when one is missing;
 * 0 when it never fires again.
 * @param since its newest good backup, or since when its slots count
 */
export function latenessOf(timing: Timing, since: Date, now: Date): number {
  const slots = slotsAfter(timing, since);
  const [due, next] = [slots.next().value, slots.next().value];
  if (!due) return 0;
  // The longer of the two: a late run is soon followed by its next slot, and a weekend lies between two nights.
  const interval = Math.max(due.at.getTime() - since.getTime(), next ? next.at.getTime() - due.at.getTime() : 0);
  return Math.max(0, now.getTime() - since.getTime()) / interval;
}
