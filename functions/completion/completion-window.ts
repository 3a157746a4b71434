import type { Operation } from '../domain/operation/operation.ts';

/**
 * For the first minute an end is theirs who wrote it, or heard of it by its event; from then on it is the sweep's. They
 * begin in its first half only, so that two never tell of one end: whatever tells is given up after ten seconds.
 */
const WRITERS_MS = 60_000;

type Ended = Pick<Operation, 'finishedAt'>;

/** @param now when it was read */
export function isWriters({ finishedAt }: Ended, now: Date): boolean {
  return ageOf(finishedAt, now) < WRITERS_MS;
}

export function mayBegin({ finishedAt }: Ended, now: Date): boolean {
  return ageOf(finishedAt, now) < WRITERS_MS / 2;
}

function ageOf(finishedAt: string | undefined, now: Date): number {
  return now.getTime() - Date.parse(finishedAt ?? '1970-01-01');
}
