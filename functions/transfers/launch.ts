import type { Run } from '../domain/operation/operation.ts';
import { isBegun, type Transfer } from '../domain/transfer/transfer.ts';
import type { Services } from '../platform/services.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { TransferChanges } from '../services/ledger/ledger.ts';
import type { MoverTask } from '../services/mover/mover.ts';
import { freeSlots, withMoverSlots } from './capacity.ts';

/** A Task that has less left stops launching and comes back. */
const SLICE_MS = 20_000;

type Dependencies = Pick<Services, 'clock' | 'leases' | 'ledger' | 'movers'>;

/** How one attempt of a transfer begins. */
export interface Attempt {
  task: Omit<MoverTask, 'operationId' | 'id' | 'volumeId' | 'attempt'>;
  /** Noted with the attempt, before anything is made. */
  changes?: TransferChanges;
  /** Makes what the Job needs. */
  prepare?: () => Promise<void>;
}

export interface Launched {
  /** `waiting`: the Task's time is nearly up; `busy`: somebody else counts the movers of the cluster. */
  status: 'done' | 'waiting' | 'busy';
  launched: number;
}

/**
 * Starts as many of the transfers as the cluster's limit of movers allows. The limit counts the Jobs that live, under a
 * lease around counting and creating, so that two operations never both take the last slot.
 *
 * Idempotent: the attempt's number is in the ledger before its claim is made, and is only raised after a failure; the
 * transfer is Running once claim, Job and Secret are all there.
 * @param on without a limit: what does not count against it
 * @param due in the order in which they are to start
 * @param begin is told the attempt, and whether a Task that died has begun it
 */
export async function launchDue<Of extends Transfer>(
  services: Dependencies,
  { run, remainingMs }: { run: Run; remainingMs(): number },
  on: { cluster: Cluster; limit?: number },
  due: readonly Of[],
  begin: (transfer: Of, isBegun: boolean) => Promise<Attempt>,
): Promise<Launched> {
  const { clock, ledger, movers } = services;
  const { cluster, limit } = on;
  let launched = 0;
  if (limit === undefined) return { status: await launchAll(due), launched };
  const lock = { operationId: run.operationId, clusterId: cluster.ref.clusterId };
  const status = await withMoverSlots(services, lock, async () => {
    const free = await freeSlots(cluster, limit, run.operationId, services);
    // What was begun may be one of those that live already: it needs no other slot.
    const [others, begun] = [due.filter((one) => !isBegun(one)), due.filter(isBegun)];
    return await launchAll([...begun, ...others].slice(0, Math.max(free, begun.length)));
  });
  return { status, launched };

  async function launchAll(transfers: readonly Of[]): Promise<'done' | 'waiting'> {
    for (const transfer of transfers) {
      if (remainingMs() < SLICE_MS) return 'waiting';
      await launch(transfer);
      launched += 1;
    }
    return 'done';
  }

  async function launch(transfer: Of): Promise<void> {
    const attempt = isBegun(transfer) ? transfer.attempt : transfer.attempt + 1;
    const { changes, prepare, task } = await begin({ ...transfer, attempt }, isBegun(transfer));
    const cleared = { failure: undefined, retryAt: undefined, progress: undefined };
    const begun = await ledger.updateTransfer(run, transfer, { ...cleared, ...changes, attempt });
    await prepare?.();
    const { id, volumeId } = begun;
    const { operationId } = run;
    await movers.launch(cluster, { operationId, id, ...(volumeId ? { volumeId } : {}), attempt, ...task });
    await ledger.updateTransfer(run, begun, { phase: 'Running', launchedAt: clock.now().toISOString() });
  }
}
