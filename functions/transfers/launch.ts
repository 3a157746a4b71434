import type { Run } from '../domain/operation/operation.ts';
import { attemptNameOf, isBegun, type Transfer } from '../domain/transfer/transfer.ts';
import type { Services } from '../platform/services.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { TransferChanges } from '../services/ledger/ledger.ts';
import type { MoverTask } from '../services/mover/mover.ts';
import { lookForBound } from './bound-claims.ts';
import { isThere, lockMoverCapacity, moverCapacityLeft } from './capacity.ts';

/** A Task that has less left stops launching and comes back. */
const SLICE_MS = 20_000;
/** Claims and Jobs that are made between two looks at the time. */
const TOGETHER = 10;

type Dependencies = Pick<Services, 'clock' | 'leases' | 'ledger' | 'movers'>;

/** How one attempt of a transfer begins. */
export interface Attempt {
  task: Omit<MoverTask, 'operationId' | 'id' | 'volumeId' | 'attempt'>;
  /** Noted with the attempt, before anything is made. */
  changes?: TransferChanges;
  /** Makes what the Job needs. */
  prepare?: () => Promise<void>;
  /** Its claim does not wait for the Job's pod. */
  bindsAtOnce?: boolean;
}

interface Prepared {
  begun: { transfer: Transfer; attempt: Attempt }[];
  /** That several share. */
  job: string | undefined;
}

export interface Launched {
  /** `waiting`: the Task's time is nearly up; `busy`: somebody else counts the movers of the cluster. */
  status: 'done' | 'waiting' | 'busy';
  launched: number;
}

/**
 * Starts as many of the transfers as the cluster's limit of movers allows. The limit counts the Jobs that live, under a
 * lease around counting and creating, so that two operations never both take the last of it.
 *
 * Idempotent: the attempt's number is in the ledger before its claim is made, and is only raised after a failure; the
 * transfer is Running once claim, Job and Secret are all there.
 * @param on without a limit: what does not count against it; `share` says what starts now, and which of it in one Job
 * @param due in the order in which they are to start
 * @param begin is told the attempt, and whether a Task that died has begun it
 */
export async function launchDue<Of extends Transfer>(
  services: Dependencies,
  { run, remainingMs }: { run: Run; remainingMs(): number },
  on: { cluster: Cluster; limit?: number; share?: (others: readonly Of[], movers: number) => Of[][] },
  due: readonly Of[],
  begin: (transfer: Of, isBegun: boolean) => Promise<Attempt>,
): Promise<Launched> {
  const { clock, ledger, movers } = services;
  const { cluster, limit, share = (others, free) => others.slice(0, free).map((one) => [one]) } = on;
  let launched = 0;
  if (limit === undefined) return { status: await launchAll(due.map((one) => [one])), launched };
  const lock = { operationId: run.operationId, clusterId: cluster.ref.clusterId };
  const status = await lockMoverCapacity(services, lock, async () => {
    const live = await movers.countLive(cluster);
    const free = moverCapacityLeft(live, limit, run.operationId);
    const begun = [...Map.groupBy(due.filter(isBegun), ({ id, job }) => job ?? id).values()];
    const [there, lost] = parted(begun, (group) => group.some((one) => isThere(live, run.operationId, one)));
    const others = share(
      due.filter((one) => !isBegun(one)),
      Math.max(0, free - lost.length),
    );
    return await launchAll([...there, ...lost.slice(0, free), ...others]);
  });
  return { status, launched };

  /** Some at a time, so that whatever is begun has its Job within the same Task. */
  async function launchAll(groups: readonly Of[][]): Promise<'done' | 'waiting'> {
    for (const together of portionsOf(groups)) {
      if (remainingMs() < SLICE_MS) return 'waiting';
      const prepared: Prepared[] = [];
      try {
        for (const group of together) prepared.push(await prepare(group));
      } finally {
        // One that cannot be made keeps those before it from nothing.
        await launchPrepared(prepared);
      }
    }
    return 'done';
  }

  async function launchPrepared(prepared: readonly Prepared[]): Promise<void> {
    let [ready, open] = parted(prepared, (each) => unboundOf(each).length === 0);
    for (const each of ready) await launch(each);
    if (open.length === 0) return;
    for await (const bound of lookForBound(clock, cluster, run.operationId)) {
      [ready, open] = parted(open, (each) => unboundOf(each).every((claim) => bound.has(claim)));
      for (const each of ready) await launch(each);
      if (open.length === 0) return;
    }
    for (const each of open) await launch(each);
  }

  /** All that share a Job are noted before any claim of theirs is made, so that a Task which died midway makes the same. */
  async function prepare(group: readonly Of[]): Promise<Prepared> {
    const job = jobOf(group, run.operationId);
    const begun: Prepared['begun'] = [];
    for (const one of group) {
      const attempt = isBegun(one) ? one.attempt : one.attempt + 1;
      const how = await begin({ ...one, attempt }, isBegun(one));
      const cleared = { failure: undefined, retryAt: undefined, progress: undefined };
      const changes = { ...cleared, ...how.changes, attempt, job };
      begun.push({ transfer: await ledger.updateTransfer(run, one, changes), attempt: how });
    }
    for (const { attempt } of begun) await attempt.prepare?.();
    return { begun, job };
  }

  async function launch({ begun, job }: Prepared): Promise<void> {
    const { operationId } = run;
    const tasks = begun.map(({ transfer: { attempt, id, volumeId }, attempt: { task } }) => {
      return { operationId, id, ...(volumeId ? { volumeId } : {}), attempt, ...task };
    });
    await movers.launch(cluster, tasks, job);
    const launchedAt = clock.now().toISOString();
    for (const { transfer } of begun) await ledger.updateTransfer(run, transfer, { phase: 'Running', launchedAt });
    launched += begun.length;
  }
}

/** Claims that are to be bound before the Job is made. */
function unboundOf({ begun }: Prepared): string[] {
  return begun.flatMap(({ attempt: { bindsAtOnce, task } }) => (bindsAtOnce && task.claim) || []);
}

/** What several share is named after its first. */
function jobOf([first, ...others]: readonly Transfer[], operationId: string): string | undefined {
  if (!first || isBegun(first)) return first?.job;
  return others.length > 0 ? attemptNameOf(operationId, { id: first.id, attempt: first.attempt + 1 }) : undefined;
}

/** TOGETHER of them at most, but for a group that is larger. */
function portionsOf<One>(groups: readonly One[][]): One[][][] {
  const portions: One[][][] = [];
  for (const group of groups) {
    const last = portions.at(-1);
    if (last && last.flat().length + group.length <= TOGETHER) last.push(group);
    else portions.push([group]);
  }
  return portions;
}

function parted<One>(all: readonly One[], belongs: (one: One) => boolean): [One[], One[]] {
  return [all.filter(belongs), all.filter((one) => !belongs(one))];
}
