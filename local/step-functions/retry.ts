import type { AslState } from './definition.ts';

type Retrier = {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'NONE' | 'FULL';
};

/** One per entry into a state: AWS counts attempts per retrier and forgets them when the state is left. */
export type RetryBudget = {
  /** Milliseconds until the next attempt, or nothing if the error is final. */
  next(error: string): number | undefined;
};

/** @param random in [0, 1), for full jitter */
export function createRetryBudget(state: AslState, random: () => number): RetryBudget {
  const retriers = (state.Retry ?? []) as Retrier[];
  const attempts = retriers.map(() => 0);
  return {
    next(error) {
      const index = retriers.findIndex(
        ({ ErrorEquals: names }) => names.includes(error) || names.includes('States.ALL'),
      );
      const retrier = retriers[index];
      const attempt = attempts[index] ?? 0;
      if (!retrier || attempt >= (retrier.MaxAttempts ?? 3)) return undefined;
      attempts[index] = attempt + 1;
      return delay(retrier, attempt, random);
    },
  };
}

function delay(retrier: Retrier, attempt: number, random: () => number): number {
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempt;
  const capped = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000;
  return retrier.JitterStrategy === 'FULL' ? Math.floor(capped * random()) : capped;
}
