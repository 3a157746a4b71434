import type { Run } from '../domain/operation/operation.ts';
import { attemptToLaunch, type Transfer } from '../domain/transfer/transfer.ts';
import type { Services } from '../platform/services.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { TransferChanges } from '../services/ledger/ledger.ts';
import type { MoverTask } from '../services/mover/mover.ts';
import { freeSlots, withMoverSlots } from './capacity.ts';

/** A Task that has less left stops launching and comes back. */
const SLICE_MS = 20_000;

type Used = Pick<Services, 'clock' | 'leases' | 'ledger' | 'movers'>;

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
 * @param due in the order in which they are to start
 * @param begin is told the attempt, and whether a Task that died has begun it
 */
export async function launchDue<Of extends Transfer>(
  services: Used,
  { run, remainingMs }: { run: Run; remainingMs(): number },
  { cluster, limit }: { cluster: Cluster; limit: number },
  due: readonly Of[],
  begin: (transfer: Of, isBegun: boolean) => Promise<Attempt>,
): Promise<Launched> {
  const { clock, ledger, movers } = services;
  let launched = 0;
  const on = { operationId: run.operationId, refs: { cluster: cluster.ref } };
  const status = await withMoverSlots(services, on, async () => {
    const free = await freeSlots(cluster, limit, run.operationId, services);
    for (const transfer of due.slice(0, free)) {
      if (remainingMs() < SLICE_MS) return 'waiting';
      await launch(transfer);
      launched += 1;
    }
    return 'done';
  });
  return { status, launched };

  async function launch(transfer: Of): Promise<void> {
    const attempt = attemptToLaunch(transfer);
    const { changes, prepare, task } = await begin({ ...transfer, attempt }, attempt === transfer.attempt);
    const cleared = { failure: undefined, retryAt: undefined, progress: undefined };
    const begun = await ledger.updateTransfer(run, transfer, { ...cleared, ...changes, attempt });
    await prepare?.();
    const { id, volumeId } = begun;
    const { operationId } = run;
    await movers.launch(cluster, { operationId, id, ...(volumeId ? { volumeId } : {}), attempt, ...task });
    await ledger.updateTransfer(run, begun, { phase: 'Running', launchedAt: clock.now().toISOString() });
  }
}
