import { AsyncLocalStorage } from 'node:async_hooks';
import type { StackClock } from '../clock.ts';

export type VirtualClock = StackClock & {
  /** Freezes time, as an activity does, until the returned function is called. */
  hold(): () => void;
  /** Moves time on; every wait on the way fires in order, with the work it starts. */
  advance(milliseconds: number): Promise<void>;
  /** Milliseconds since the clock was made. */
  elapsed(): number;
};

type Waiter = { at: number; order: number; drives: boolean; wake: () => void };
type Activity = { asleep: number };

/**
 * Virtual time: it jumps to the next wait as soon as nobody works.
 *
 * Invariants:
 * - Time stands still while an activity (a function's invocation) runs, however long its real I/O takes. An activity that sleeps on
 *   this clock is idle meanwhile; it must do so in one place at a time, since two sleeps cannot be told from one.
 * - Only a `sleep` moves time. A `timer` (a timeout of 8 days, a sweep every 5 minutes) fires when time passes it, else an idle
 *   machine would run into its own timeout.
 * - Everything that became runnable has run before time moves again: a jump waits for two turns of the event loop.
 */
export function createVirtualClock(options: { start?: number } = {}): VirtualClock {
  const start = options.start ?? Date.UTC(2026, 0, 1);
  const current = new AsyncLocalStorage<Activity | undefined>();
  const waiters: Waiter[] = [];
  let now = start;
  let order = 0;
  let busy = 0;
  let scheduled = false;

  function jumpWhenIdle(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => setImmediate(jump));
  }

  function jump(): void {
    scheduled = false;
    if (busy > 0 || !waiters.some((waiter) => waiter.drives)) return;
    const next = waiters.reduce((a, b) => (b.at < a.at || (b.at === a.at && b.order < a.order) ? b : a));
    waiters.splice(waiters.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.wake();
    jumpWhenIdle();
  }

  function wait(milliseconds: number, drives: boolean, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const activity = drives ? current.getStore() : undefined;
    if (activity && activity.asleep++ === 0) busy--;
    const awake = () => {
      if (activity && --activity.asleep === 0) busy++;
    };
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

  function hold(): () => void {
    let held = true;
    busy++;
    return () => {
      if (!held) return;
      held = false;
      busy--;
      jumpWhenIdle();
    };
  }

  async function activity<T>(work: () => Promise<T>): Promise<T> {
    if (current.getStore()) return work();
    busy++;
    const self = { asleep: 0 };
    try {
      return await current.run(self, work);
    } finally {
      if (self.asleep === 0) busy--;
      // A sleep that outlives its activity must not wake it.
      self.asleep = Number.POSITIVE_INFINITY;
      jumpWhenIdle();
    }
  }

  return {
    now: () => now,
    elapsed: () => now - start,
    sleep: async (milliseconds, signal) => wait(milliseconds, true, signal),
    timer: async (milliseconds, signal) => wait(milliseconds, false, signal),
    activity,
    detached: (work) => current.run(undefined, work),
    hold,
    advance: (milliseconds) => current.run(undefined, () => wait(milliseconds, true)),
  };
}
