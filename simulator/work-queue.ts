import { delay, type SimulatorClock } from './clock.ts';

/** What a reconcile asks for: nothing, another try with back-off, or one after a known time. */
export type Outcome = undefined | 'retry' | { afterMs: number };

export interface WorkQueue {
  add(key: string): void;
}

/** Counts what is under way, so that a test can wait for quiet instead of sleeping. */
export interface Activity {
  begin(): () => void;
  /** Waits inside something under way; the wait itself counts as quiet. */
  pause(milliseconds: number): Promise<void>;
  /** Resolves when nothing happens any more before some time passes: timers and processes are not waited for. */
  settled(): Promise<void>;
}

export function createActivity(clock: SimulatorClock): Activity {
  let running = 0;
  let release = () => {};

  function enter(): void {
    if (running++ === 0) release = clock.hold?.() ?? (() => {});
  }

  function leave(): void {
    if (--running === 0) release();
  }

  return {
    begin() {
      enter();
      let ended = false;
      return () => {
        if (!ended) leave();
        ended = true;
      };
    },
    async pause(milliseconds) {
      const over = delay(clock, milliseconds);
      leave();
      await over;
      enter();
    },
    async settled() {
      // Quiet for two turns of the event loop: what one turn queued has begun in the next.
      for (let quiet = 0; quiet < 2; quiet = running === 0 ? quiet + 1 : 0) await nextTurn();
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

interface Entry {
  state: 'idle' | 'due' | 'running';
  again: boolean;
  failures: number;
  cancel?: () => void;
}

export interface QueueOptions {
  clock: SimulatorClock;
  activity: Activity;
  reconcile(key: string): Promise<Outcome> | Outcome;
  onError(key: string, error: unknown): void;
  signal: AbortSignal;
  /** First and longest back-off; the defaults are those of the CSI sidecars. */
  backOff?: { firstMs: number; longestMs: number };
}

/**
 * A controller's queue: a key is never reconciled twice at once, and a change that comes meanwhile is not lost.
 * Keys do not wait for each other.
 */
export function createWorkQueue(options: QueueOptions): WorkQueue {
  const { clock, activity, reconcile, onError, signal } = options;
  const { firstMs, longestMs } = options.backOff ?? { firstMs: 1000, longestMs: 300_000 };
  const entries = new Map<string, Entry>();

  function add(key: string): void {
    if (signal.aborted) return;
    const entry: Entry = entries.get(key) ?? { state: 'idle', again: false, failures: 0 };
    entries.set(key, entry);
    if (entry.state === 'running') entry.again = true;
    if (entry.state !== 'idle') return;
    entry.state = 'due';
    const end = activity.begin();
    setImmediate(() => void run(key, entry).finally(end));
  }

  async function attempt(key: string): Promise<Outcome> {
    try {
      return await reconcile(key);
    } catch (error) {
      onError(key, error);
      return 'retry';
    }
  }

  async function run(key: string, entry: Entry): Promise<void> {
    if (signal.aborted) return;
    entry.cancel?.();
    entry.state = 'running';
    entry.again = false;
    const outcome = await attempt(key);
    entry.state = 'idle';
    entry.failures = outcome === 'retry' ? entry.failures + 1 : 0;
    if (entry.again) return add(key);
    if (outcome === undefined) return void entries.delete(key);
    const backOff = Math.min(firstMs * 2 ** Math.min(entry.failures - 1, 30), longestMs);
    entry.cancel = clock.after(outcome === 'retry' ? backOff : outcome.afterMs, () => add(key));
  }

  return { add };
}
