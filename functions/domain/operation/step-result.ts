/** Why a machine has nothing to do: taken over or ended, its slot has a record, waits, is left out, or has passed. */
export type NothingToDo = 'nothing' | 'duplicate' | 'skipped' | 'missed';

/**
 * Where a machine goes other than on or round again: to launch movers, to make room for snapshots, to quiesce applications, to thaw
 * them, to cut what was not cut while they were quiet, to the next freeze group, to look for a restore.
 */
export type Branch = 'launch' | 'make-room' | 'quiesce' | 'thaw' | 'cut' | 'next-group' | 'restore';

/** What every Task returns. The machine branches on the status alone; counts are for people, and never lists. */
export interface StepResult {
  status: 'done' | 'waiting' | 'failed' | 'continue' | Branch | NothingToDo;
  /** Seconds until the Task should run again; 0 when it only sliced its work. */
  retryAfterSeconds: number;
  counts: Record<string, number>;
  bytes: number;
}

export function done(counts: Record<string, number> = {}, bytes = 0): StepResult {
  return { status: 'done', retryAfterSeconds: 0, counts, bytes };
}

export function branch(status: Branch, counts: Record<string, number> = {}, bytes = 0): StepResult {
  return { status, retryAfterSeconds: 0, counts, bytes };
}

export function waiting(retryAfterSeconds: number, counts: Record<string, number> = {}, bytes = 0): StepResult {
  return { status: 'waiting', retryAfterSeconds, counts, bytes };
}

/**
 * Waits grow with the time in a state: a tenth of it, between 1 and 60 s, and 300 s after six hours.
 * A long upload is then polled some hundred times, not some thousand (25,000 events, and the price per transition).
 */
export function waitAfter(secondsInState: number): number {
  if (secondsInState > 6 * 3600) return 300;
  return Math.min(60, Math.max(1, Math.ceil(secondsInState / 10)));
}

/** A poll is 9 events; an execution hands over to the next epoch well before AWS's 25,000. */
export const POLLS_PER_EXECUTION = 1_600;
