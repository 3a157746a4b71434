import { AsyncLocalStorage } from 'node:async_hooks';
import type { StackClock } from '../../local/clock.ts';

export type Activities = {
  areBusy(): boolean;
  run: StackClock['activity'];
  detached: StackClock['detached'];
  /** The activity that calls is idle until the returned function is called. */
  fallAsleep(): () => void;
  /** Counts as an activity until the returned function is called. */
  hold(): () => void;
};

/**
 * Counts the activities that are at work. One that sleeps must do so in one place at a time, since two sleeps cannot be
 * told from one.
 * @param onEnd called after each
 */
export function createActivities(onEnd: () => void): Activities {
  const current = new AsyncLocalStorage<{ asleep: number } | undefined>();
  let busy = 0;

  return {
    areBusy: () => busy > 0,

    async run(work) {
      if (current.getStore()) return work();
      busy++;
      const self = { asleep: 0 };
      try {
        return await current.run(self, work);
      } finally {
        if (self.asleep === 0) busy--;
        // A sleep that outlives its activity must not wake it.
        self.asleep = Number.POSITIVE_INFINITY;
        onEnd();
      }
    },

    detached: (work) => current.run(undefined, work),

    fallAsleep() {
      const activity = current.getStore();
      if (activity && activity.asleep++ === 0) busy--;
      return () => {
        if (activity && --activity.asleep === 0) busy++;
      };
    },

    hold() {
      let held = true;
      busy++;
      return () => {
        if (!held) return;
        held = false;
        busy--;
        onEnd();
      };
    },
  };
}
