import type { TransferWork } from '../transfer/transfer.ts';

interface Rule {
  /** Seconds before the second attempt, and those after it. */
  delays: readonly number[];
  /** What another try finds as this one did. */
  hopeless: ReadonlySet<string>;
}

const OF_DATA: Rule = {
  delays: [15, 60, 240],
  hopeless: new Set([
    'mover.not_started',
    'volume.claim_bound_elsewhere',
    'volume.unsupported_names',
    'repository.mismatch',
  ]),
};
const RULES: Record<TransferWork, Rule> = {
  upload: OF_DATA,
  download: OF_DATA,
  prune: OF_DATA,
  // The next maintenance comes by again soon.
  maintain: { delays: [0], hopeless: new Set(['mover.not_started']) },
  'create-repository': { delays: [0, 0], hopeless: new Set() },
  'repair-repository': { delays: [0, 0], hopeless: new Set() },
  // Somebody who is told why corrects it and asks again.
  probe: { delays: [], hopeless: new Set() },
};

export type NextAttempt = { kind: 'give-up' } | { kind: 'retry'; afterSeconds: number; doubleMemory: boolean };

/**
 * What follows a failed attempt: three retries with growing pauses, and one more with double memory, at once, after
 * the kernel killed it for memory. A mover that never started has already waited its whole start timeout,
 * a claim that was given somebody's volume would be given it again, names stay as they were cut, and another repository stays another one.
 * @param attempt the one that failed, from 1; an attempt with double memory does not count, nor one whose turn never came
 */
export function nextAttempt(failed: {
  work: TransferWork;
  attempt: number;
  code: string;
  outOfMemory: boolean;
  memoryDoubled: boolean;
  returned?: boolean;
}): NextAttempt {
  const { delays, hopeless } = RULES[failed.work];
  if (failed.outOfMemory && delays.length > 0) {
    return failed.memoryDoubled ? { kind: 'give-up' } : { kind: 'retry', afterSeconds: 0, doubleMemory: true };
  }
  if (hopeless.has(failed.code)) return { kind: 'give-up' };
  const counted = failed.attempt - Number(failed.memoryDoubled) - Number(failed.returned === true);
  const afterSeconds = delays[counted - 1];
  return afterSeconds === undefined ? { kind: 'give-up' } : { kind: 'retry', afterSeconds, doubleMemory: false };
}

/** Movers that one operation may have at once: the limit shared among those that wait, at least one. */
export function shareOf(limit: number, operations: number): number {
  return Math.max(1, Math.floor(limit / Math.max(1, operations)));
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The next try: after as long as it was tried for, an hour to a day. @param since when it was first tried */
export function nextTryAfter(since: string, now: Date): Date {
  const pause = Math.min(Math.max(now.getTime() - Date.parse(since), HOUR_MS), DAY_MS);
  return new Date(now.getTime() + pause);
}
