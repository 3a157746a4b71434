import type { Transfer } from '../domain/transfer/transfer.ts';

/** By then kopia has told how much there is to do. */
const UNKNOWN_FOR_SECONDS = 30;
const UNKNOWN_WAIT_SECONDS = 2;
/** A mover that is done soon for ever costs no more than a look each fiftieth of the time that it runs. */
const LEAST_SHARE = 1 / 50;

/**
 * Seconds until one of the transfers is expected to end or is due: half of what its mover says is left, for an estimate is
 * the better the nearer the end is. Infinity where nothing says so, and the time in the state decides alone. Nobody waits
 * for the end of one whose place in a shared Job another takes.
 */
export function secondsToNextLook(transfers: readonly Transfer[], now: Date): number {
  const running = transfers.filter(({ phase }) => phase === 'Running');
  const jobs = Map.groupBy(running, ({ job }) => job);
  const isAlone = ({ job }: Transfer) => job === undefined || (jobs.get(job)?.length ?? 0) < 2;
  return Math.min(Number.POSITIVE_INFINITY, ...transfers.filter(isAlone).map((transfer) => secondsTo(transfer, now)));
}

function secondsTo({ phase, progress, launchedAt, retryAt }: Transfer, now: Date): number {
  const until = (time: string) => (Date.parse(time) - now.getTime()) / 1000;
  // One that is due already waits for room, or for its repository: nothing says how long.
  if (phase === 'Pending' && retryAt && until(retryAt) > 0) return until(retryAt);
  if (phase !== 'Running' || !launchedAt) return Number.POSITIVE_INFINITY;
  const running = -until(launchedAt);
  if (progress?.secondsLeft === undefined) {
    return running < UNKNOWN_FOR_SECONDS ? UNKNOWN_WAIT_SECONDS : Number.POSITIVE_INFINITY;
  }
  return Math.max((progress.secondsLeft + until(progress.at)) / 2, running * LEAST_SHARE);
}
