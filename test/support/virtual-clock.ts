import type { StackClock } from '../../local/clock.ts';
import { createActivities } from './activities.ts';

export type VirtualClock = StackClock & {
  /** Freezes time, as an activity does, until the returned function is called. */
  hold(): () => void;
  /** Moves time on; every wait on the way fires in order, with the work it starts. */
  advance(milliseconds: number): Promise<void>;
  /** Milliseconds since the clock was made. */
  elapsed(): number;
};

type Waiter = { at: number; order: number; drives: boolean; wake: () => void };

/**
 * Virtual time: it jumps to the next wait as soon as nobody works.
 *
 * Invariants:
 * - Time stands still while an activity (a function's invocation) runs and does not sleep on this clock, however
 *   long its real I/O takes.
 * - Only a `sleep` moves time. A `timer` (a timeout of 8 days, a sweep every 5 minutes) fires when time passes it, else an idle
 *   machine would run into its own timeout.
 * - Everything that became runnable has run before time moves again: a jump waits for two turns of the event loop.
 */
export function createVirtualClock(options: { start?: number } = {}): VirtualClock {
  const start = options.start ?? Date.UTC(2026, 0, 1);
  const activities = createActivities(jumpWhenIdle);
  const waiters: Waiter[] = [];
  let now = start;
  let order = 0;
  let scheduled = false;

  function jumpWhenIdle(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => setImmediate(jump));
  }

  function jump(): void {
    scheduled = false;
    if (activities.areBusy() || !waiters.some((waiter) => waiter.drives)) return;
    const next = waiters.reduce((a, b) => (b.at < a.at || (b.at === a.at && b.order < a.order) ? b : a));
    waiters.splice(waiters.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.wake();
    jumpWhenIdle();
  }

  function wait(milliseconds: number, drives: boolean, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const awake = drives ? activities.fallAsleep() : () => undefined;
    return new Promise((resolve, reject) => {
      const abort = () => {
        const index = waiters.indexOf(waiter);
        if (index < 0) return;
        waiters.splice(index, 1);
        awake();
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal?.reason }));
      };
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        awake();
        resolve();
      };
      const waiter = { at: now + Math.max(0, milliseconds), order: order++, drives, wake };
      waiters.push(waiter);
      signal?.addEventListener('abort', abort, { once: true });
      jumpWhenIdle();
    });
  }

  return {
    now: () => now,
    elapsed: () => now - start,
    sleep: async (milliseconds, signal) => wait(milliseconds, true, signal),
    timer: async (milliseconds, signal) => wait(milliseconds, false, signal),
    activity: activities.run,
    detached: activities.detached,
    hold: activities.hold,
    advance: (milliseconds) => activities.detached(() => wait(milliseconds, true)),
  };
}
