/** Seconds before the second, third and fourth attempt of a mover. */
const DELAYS = [15, 60, 240];

/** What another try finds as this one did. */
const HOPELESS: ReadonlySet<string> = new Set([
  'mover.not_started',
  'volume.taken',
  'volume.unsupported_names',
  'repository.mismatch',
]);

export type NextAttempt = { kind: 'give-up' } | { kind: 'retry'; afterSeconds: number; doubleMemory: boolean };

/**
 * What follows a failed attempt: three retries with growing pauses, and one more with double memory, at once, after
 * the kernel killed it for memory. A mover that never started has already waited its whole start timeout,
 * a claim that was given somebody's volume would be given it again, names stay as they were cut, and another repository stays another one.
 * @param attempt the one that failed, from 1; an attempt with double memory does not count
 */
export function nextAttempt(failed: {
  attempt: number;
  code: string;
  outOfMemory: boolean;
  memoryDoubled: boolean;
}): NextAttempt {
  if (failed.outOfMemory) {
    return failed.memoryDoubled ? { kind: 'give-up' } : { kind: 'retry', afterSeconds: 0, doubleMemory: true };
  }
  if (HOPELESS.has(failed.code)) return { kind: 'give-up' };
  const counted = failed.memoryDoubled ? failed.attempt - 1 : failed.attempt;
  const afterSeconds = DELAYS[counted - 1];
  return afterSeconds === undefined ? { kind: 'give-up' } : { kind: 'retry', afterSeconds, doubleMemory: false };
}

/** Movers that one operation may have at once: the limit shared among those that wait, at least one. */
export function shareOf(limit: number, operations: number): number {
  return Math.max(1, Math.floor(limit / Math.max(1, operations)));
}
