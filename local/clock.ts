import { setTimeout } from 'node:timers/promises';

/**
 * Time for the embedded stack. Everything in it that waits, waits here, so that tests can move time themselves
 * (`test/support/virtual-clock.ts`).
 *
 * `sleep` is the caller's own waiting: it has nothing else to do. `timer` guards something else (a timeout, a sweep): virtual time
 * passes it but is never moved for its sake. Both reject with the signal's reason when it aborts.
 */
export type StackClock = {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  timer(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Real work: virtual time stands still until it settles or sleeps. */
  activity<T>(work: () => Promise<T>): Promise<T>;
  /** Starts work that outlives the activity it was started from. */
  detached<T>(work: () => T): T;
};

/** A longer timer fires at once: Node keeps the delay in a signed 32-bit integer. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: StackClock = {
  now: () => Date.now(),
  sleep: wait,
  timer: wait,
  activity: (work) => work(),
  detached: (work) => work(),
};

async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  const end = Date.now() + milliseconds;
  try {
    for (let left = milliseconds; left > 0; left = end - Date.now())
      await setTimeout(Math.min(left, LONGEST_TIMER), undefined, signal && { signal });
  } catch {
    // Aborted: what it is to reject with is below.
  }
  signal?.throwIfAborted();
}
