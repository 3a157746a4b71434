import { slotsAfter, type Timing } from './slots.ts';

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
