import { shareOf } from '../domain/operation/attempts.ts';
import { attemptNameOf, isBegun, isDue, type Transfer } from '../domain/transfer/transfer.ts';
import type { Services } from '../platform/services.ts';
import type { LiveMovers } from '../services/mover/mover.ts';

const LEASE_SECONDS = 130;

/**
 * Runs `work` while nobody else counts and creates movers on the cluster: the limit counts the Jobs that live, and two
 * operations must not both take the last of it.
 */
export async function lockMoverCapacity<Result>(
  { leases }: Pick<Services, 'leases'>,
  { clusterId, operationId }: { clusterId: string; operationId: string },
  work: () => Promise<Result>,
): Promise<Result | 'busy'> {
  const lease = `movers#${clusterId}`;
  if ((await leases.acquire(lease, operationId, LEASE_SECONDS)) === undefined) return 'busy';
  try {
    return await work();
  } finally {
    await leases.release(lease, operationId);
  }
}

/** What is left of the limit for this operation: its share of it, and no more than is free on the cluster. */
export function moverCapacityLeft(live: LiveMovers, limit: number, operationId: string): number {
  const own = live.byOperation[operationId] ?? 0;
  const operations = Object.keys(live.byOperation).length + (own === 0 ? 1 : 0);
  return Math.max(0, Math.min(limit - live.total, shareOf(limit, operations) - own));
}

/** How many of the transfers that are due have room now. */
export function launchable(
  transfers: readonly Transfer[],
  now: Date,
  { live, limit, operationId }: { live: LiveMovers; limit: number; operationId: string },
): number {
  const due = transfers.filter((transfer) => isDue(transfer, now));
  const there = due.filter((transfer) => isThere(live, operationId, transfer)).length;
  return there + Math.min(due.length - there, moverCapacityLeft(live, limit, operationId));
}

/** A Task that died has made its Job, which lives: it is counted, and takes no more of the limit. */
export function isThere({ jobs }: LiveMovers, operationId: string, transfer: Transfer): boolean {
  return isBegun(transfer) && jobs.has(transfer.job ?? attemptNameOf(operationId, transfer));
}
