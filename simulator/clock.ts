/** Time as the simulator sees it: a test in virtual time passes its own. Units are milliseconds since 1970. */
export interface SimulatorClock {
  now(): number;
  /** Runs `run` once after `milliseconds`; the function returned cancels it. */
  after(milliseconds: number, run: () => void): () => void;
  /** Virtual time stands still until the function returned is called: the simulator is at work. */
  hold?(): () => void;
}

/** setTimeout fires at once for anything longer. */
const longestTimer = 2 ** 31 - 1;

export const systemClock: SimulatorClock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, milliseconds), longestTimer));
    return () => clearTimeout(timer);
  },
};

/** Kubernetes' metav1.Time has seconds only. */
export function timestamp(clock: Pick<SimulatorClock, 'now'>): string {
  return `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
}

export function delay(clock: SimulatorClock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });
}
