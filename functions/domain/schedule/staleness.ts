import { slotsAfter, type Timing } from './slots.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How old a backup gets before it is stale where no schedule says how often there is to be one. */
export const STALE_AFTER_MS = DAY;
/** A run that is due takes its time, and a failed one is tried again: an hour, however often it fires. */
const LEAST_GRACE_MS = HOUR;
/** And a day, however seldom. */
const MOST_GRACE_MS = DAY;

/**
 * When what was backed up at `since` is stale: the run after it is overdue by as long as the schedule waits between two
 * runs, by an hour at least and a day at most.
 * @returns undefined where it never runs again
 */
export function staleAt(timing: Timing, since: Date): Date | undefined {
  const slots = slotsAfter(timing, since);
  const [due, next] = [slots.next().value, slots.next().value];
  if (!due) return undefined;
  const wait = Math.max(due.at.getTime() - since.getTime(), next ? next.at.getTime() - due.at.getTime() : 0);
  return new Date(due.at.getTime() + Math.min(Math.max(wait, LEAST_GRACE_MS), MOST_GRACE_MS));
}
