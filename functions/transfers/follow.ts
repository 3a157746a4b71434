import type { Failure } from '../domain/errors.ts';
import { nextAttempt } from '../domain/operation/attempts.ts';
import type { Run } from '../domain/operation/operation.ts';
import type { ResolvedSettings } from '../domain/settings/settings.ts';
import { attemptNameOf, type Transfer, type TransferWork } from '../domain/transfer/transfer.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Services } from '../platform/services.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { TransferChanges } from '../services/ledger/ledger.ts';
import { endedJobs, type LiveMovers, type MoverState } from '../services/mover/mover.ts';
import { moverSettingsOf } from './settings.ts';

const CONCURRENCY = 8;
const NEVER_THERE: Failure = { code: 'mover.failed', message: 'the Job of the mover is gone' };

/** Without it nothing says that all data went over. */
const WITH_RESULT: ReadonlySet<TransferWork> = new Set(['upload', 'download', 'maintain']);

/** Two at once destroy what they work on: who launches the next one ends the last, and waits until its pods are gone. */
const ENDS_BEFORE_NEXT: ReadonlySet<TransferWork> = new Set(['create-repository', 'repair-repository']);

type Dependencies = Pick<Services, 'clock' | 'ledger' | 'movers'>;
type NextTry = Extract<ReturnType<typeof nextAttempt>, { kind: 'retry' }>;

/** What a machine has to say to the end of a mover. */
export interface Ends<Of extends Transfer> {
  /** It ended well, and its result is there: @returns why it does not count after all. */
  accept?(transfer: Of, state: MoverState): Promise<Failure | undefined>;
  /** Why it does not count, however it ended. */
  refuse?(transfer: Of): Promise<Failure | undefined>;
  /** Another attempt would fail as this one did. */
  isHopeless?(failure: Failure): boolean;
  /** Before it is said that it failed; with no `next` it was the last attempt. @returns what else is to be said of it */
  failed?(transfer: Of, failure: Failure, next: NextTry | undefined): Promise<TransferChanges | undefined>;
  /** Its Job is being removed: what it read or filled may go. */
  ended?(transfer: Of): Promise<void>;
  /** Another attempt will be made. */
  retried?(transfer: Of, failure: Failure, next: NextTry): Promise<void>;
}

export interface Followed<Of extends Transfer> {
  now: Of[];
  states: MoverState[];
  live: LiveMovers;
}

/**
 * One look at all movers of the transfers that run: what ended is accepted or tried again, what runs shows its progress. A
 * transfer that gives up is Failed, and tells why: what that means is the machine's affair.
 */
export async function followRunning<Of extends Transfer>(
  services: Dependencies,
  { run, outageSeconds }: { run: Run; outageSeconds: number },
  { cluster, settings }: { cluster: Cluster; settings: ResolvedSettings },
  transfers: readonly Of[],
  ends: Ends<Of>,
): Promise<Followed<Of>> {
  const { clock, ledger, movers } = services;
  const { states, live } = await movers.look(cluster, run.operationId, moverSettingsOf(settings, { outageSeconds }));
  const byName = new Map(states.map((state) => [state.mover, state]));
  const ended = new Set<string>();
  const now = new Map(transfers.map((transfer) => [transfer.id, transfer]));
  const running = transfers.filter(({ phase }) => phase === 'Running');
  await inParallel(running, CONCURRENCY, async (transfer) => {
    now.set(transfer.id, await follow(transfer, byName.get(attemptNameOf(run.operationId, transfer))));
  });
  // One that several share goes when none of them needs it any more.
  for (const job of endedJobs(states)) if (ended.has(job)) await movers.remove(cluster, job);
  return { now: [...now.values()], states, live };

  async function follow(transfer: Of, state: MoverState | undefined): Promise<Of> {
    if (state?.phase === 'starting' || state?.phase === 'running') {
      if (!state.progress) return transfer;
      return await ledger.updateTransfer(run, transfer, { progress: state.progress });
    }
    if (transfer.job && (state === undefined || state.unbegun)) return await giveBack(transfer, state);
    const failure = (await ends.refuse?.(transfer)) ?? (await failureOf(ends, transfer, state));
    if (failure) return await retryOrFail(transfer, failure, state);
    // The row first: a Job that is gone without it would be taken for a mover that was lost, and its claim with it.
    const succeeded = await ledger.updateTransfer(run, transfer, {
      phase: 'Succeeded',
      result: state?.result ?? state?.maintenance,
      progress: undefined,
      failure: undefined,
      endedAt: clock.now().toISOString(),
    });
    // At once, so that storage for a thousand volumes is never held together; CleanUp does what this misses.
    await end(transfer, state);
    return succeeded;
  }

  async function retryOrFail(transfer: Of, failure: Failure, state: MoverState | undefined): Promise<Of> {
    const next = nextOf(transfer, failure, state);
    if (next.kind === 'give-up' || ends.isHopeless?.(failure)) {
      const more = await ends.failed?.(transfer, failure, undefined);
      const lost = await ledger.updateTransfer(run, transfer, { ...more, phase: 'Failed', failure });
      await removeJob(transfer, state);
      return lost;
    }
    const more = await ends.failed?.(transfer, failure, next);
    const at = clock.now().getTime() + next.afterSeconds * 1000;
    const pending = await ledger.updateTransfer(run, transfer, {
      ...more,
      phase: 'Pending',
      failure,
      retryAt: new Date(at).toISOString(),
      ...(next.doubleMemory ? { memoryDoubled: true } : {}),
    });
    await end(transfer, state);
    await ends.retried?.(transfer, failure, next);
    return pending;
  }

  /** The Job that it shared is over before it had its turn: no fault of its own, nor of its data. */
  async function giveBack(transfer: Of, state: MoverState | undefined): Promise<Of> {
    const failure = state?.failure ?? NEVER_THERE;
    const pending = await ledger.updateTransfer(run, transfer, { phase: 'Pending', failure, returned: true });
    await ends.refuse?.(transfer);
    await end(transfer, state);
    await ends.retried?.(transfer, failure, { kind: 'retry', afterSeconds: 0, doubleMemory: false });
    return pending;
  }

  async function end(transfer: Of, state: MoverState | undefined): Promise<void> {
    await removeJob(transfer, state);
    await ends.ended?.(transfer);
  }

  async function removeJob({ job, work }: Of, state: MoverState | undefined): Promise<void> {
    if (job) ended.add(job);
    else if (state && !ENDS_BEFORE_NEXT.has(work)) await movers.remove(cluster, state.job);
  }
}

async function failureOf<Of extends Transfer>(
  ends: Ends<Of>,
  transfer: Of,
  state: MoverState | undefined,
): Promise<Failure | undefined> {
  const hasResult = !WITH_RESULT.has(transfer.work) || (state?.result ?? state?.maintenance) !== undefined;
  if (state?.phase !== 'succeeded' || !hasResult) return state?.failure ?? NEVER_THERE;
  return await ends.accept?.(transfer, state);
}

function nextOf({ work, attempt, returned, memoryDoubled = false }: Transfer, { code }: Failure, state?: MoverState) {
  const { outOfMemory = false } = state ?? {};
  return nextAttempt({ work, attempt, code, outOfMemory, memoryDoubled, returned: returned === true });
}
