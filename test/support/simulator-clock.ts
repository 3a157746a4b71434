import type { StackClock } from '../../local/clock.ts';
import type { SimulatorClock } from '../../simulator/clock.ts';

/**
 * The embedded stack's clock for the simulator. Its waits are timers: they fire when time passes them, and never move it, for the
 * deadline of a Job lies a day ahead.
 */
export function onStackClock(clock: StackClock): SimulatorClock {
  return {
    now: () => clock.now(),
    after(milliseconds, run) {
      const abort = new AbortController();
      clock.detached(() => void clock.timer(milliseconds, abort.signal).then(run, () => {}));
      return () => abort.abort();
    },
    hold() {
      const work = Promise.withResolvers<void>();
      clock.detached(() => void clock.activity(() => work.promise));
      return () => work.resolve();
    },
  };
}
