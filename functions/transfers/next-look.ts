import type { Transfer } from '../domain/transfer/transfer.ts';

/** By then kopia has told how much there is to do. */
export const UNKNOWN_FOR_SECONDS = 30;
export const UNKNOWN_WAIT_SECONDS = 2;
/** A mover that is done soon for ever costs no more than a look each fiftieth of the time that it runs. */
const LEAST_SHARE = 1 / 50;

/**
 * Seconds until one of the transfers is expected to end or is due: half of what its mover says is left, for an estimate is
 * the better the nearer the end is. Infinity where nothing says so, and the time in the state decides alone. Those that share
 * a Job end with the last of them: what it says counts, once each has had its turn.
 */
export function secondsToNextLook(transfers: readonly Transfer[], now: Date): number {
  const alone = transfers.filter(({ job, phase }) => phase !== 'Running' || job === undefined);
  const jobs = Map.groupBy(
    transfers.filter((one) => one.phase === 'Running' && one.job !== undefined),
    ({ job }) => job,
  );
  const last = [...jobs.values()].flatMap((together) => lastOf(together) ?? []);
  return Math.min(Number.POSITIVE_INFINITY, ...[...alone, ...last].map((transfer) => secondsTo(transfer, now)));
}

/** Of several that share a Job; undefined while some wait for their turn. */
function lastOf(together: readonly Transfer[]): Transfer | undefined {
  if (together.length < 2) return together[0];
  if (together.some(({ progress }) => progress === undefined)) return undefined;
  return together.toSorted((one, other) => (one.progress?.at ?? '').localeCompare(other.progress?.at ?? '')).at(-1);
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
