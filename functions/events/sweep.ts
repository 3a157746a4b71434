import { type AnnounceServices, createAnnouncer } from '../completion/announce.ts';
import { isWriters } from '../completion/close-if-complete.ts';
import { completeOperation, type SettleServices } from '../completion/complete-operation.ts';
import { isDue } from '../completion/release-due.ts';
import { resumeDeletion } from '../completion/resume-deletion.ts';
import { toFault } from '../domain/errors.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import { answeredAt, noteContact } from '../operations/note-contact.ts';
import { readOperations } from '../operations/read-operations.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { hasTime, type LambdaContext } from '../platform/lambda-context.ts';
import type { Uses } from '../platform/services.ts';
import { startQueued } from '../scheduling/concurrency.ts';
import { type RemoveLeftServices, removeLeft } from './remove-left.ts';
import { takeOver } from './take-over.ts';

const PENDING_AFTER_MS = 60_000;
const CONCURRENCY = 8;
/** Long enough to find out that a cluster does not answer. */
const RESERVE_MS = 40_000;
/** Of executions as many are asked after as leaves time for all else: Step Functions answers fifteen times a second. */
const EXECUTIONS_RESERVE_MS = 75_000;

type Dependencies = SettleServices & AnnounceServices & RemoveLeftServices;

/** @returns whether something was mended */
type Work = (services: Dependencies, operation: Operation) => Promise<boolean>;

/**
 * Looks at every open operation and mends what no event told: one that was never started, one whose execution ended
 * unseen, one whose end was not settled within a minute, one that ended and left something on its cluster. One operation's
 * trouble never keeps the others waiting: those that have not ended come first, then what follows the end of others, then
 * those who are still to be told, and deletions that are to go on; then each cluster gets what is left on it removed, in
 * turn; one that does not answer is tried once, and has time again in the next sweep. Its figures come last: without them
 * for a while, sweeps do not come to their end.
 */
export function sweep(services: Dependencies) {
  return async (_event?: unknown, context?: LambdaContext): Promise<{ open: number; mended: number }> => {
    const { clock, ledger, log } = services;
    const began = clock.now();
    const ids = await ledger.listIncomplete();
    let unreadable = 0;
    const operations = await readOperations(services, ids, ({ code, message: reason }) => {
      unreadable += 1;
      log.error('operation left out', { code, reason });
    });
    let mended = 0;

    /** @returns whether its cluster answers, and there is time for another one */
    const attempt = async (operation: Operation, work: Work, reserveMs = RESERVE_MS): Promise<boolean> => {
      if (!hasTime(context, reserveMs)) return false;
      try {
        if (await work(services, operation)) mended += 1;
        return true;
      } catch (thrown) {
        const { code, message: reason } = toFault(thrown);
        log.error('sweep failed', { operationId: operation.operationId, code, reason });
        return code !== 'cluster.unreachable';
      }
    };
    const attemptAll = (some: readonly Operation[], work: Work, reserveMs?: number) =>
      inParallel(some, CONCURRENCY, (one) => attempt(one, work, reserveMs));
    const settled = new Set(operations.flatMap(({ operationId, settledAt }) => (settledAt ? [operationId] : [])));
    const settle: Work = async (_, operation) => {
      if (await completeOperation(services, operation)) settled.add(operation.operationId);
      return true;
    };
    const isSettled = ({ operationId }: Operation) => settled.has(operationId);
    const ended = operations.filter((one) => TERMINAL_PHASES.has(one.phase) && !isWriters(one, began));
    const unfinished = operations.filter(({ phase }) => !TERMINAL_PHASES.has(phase));
    // What was lost is silent for longer than what runs.
    const silentFirst = unfinished.toSorted((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1));
    await attemptAll(silentFirst, mend, EXECUTIONS_RESERVE_MS);
    const unsettled = ended.filter((one) => !isSettled(one));
    await attemptAll(unsettled, settle);
    await noteContacts(services, operations);
    const announce = createAnnouncer(services);
    const tell: Work = async (_, operation) => (await announce(operation)) && false;
    await attemptAll(ended.filter(isSettled), tell);
    const resume: Work = async (_, one) => one.kind === 'delete' && (await resumeDeletion(services, one));
    const halfDeleted = ended.filter((one) => isSettled(one) && one.nextTryAt);
    await attemptAll(halfDeleted, resume);
    const isLeftover = (one: Operation) => one.residuals.length > 0 || isDue(one, clock.now());
    const leftovers = ended.filter((one) => isSettled(one) && isLeftover(one));
    const byCluster = Map.groupBy(leftovers, ({ refs }) => refs.cluster.clusterId);
    await inParallel([...byCluster.values()], CONCURRENCY, async (some) => {
      for (const operation of some) if (!(await attempt(operation, removeLeft))) return;
    });
    measureSweep(services, operations, unreadable);
    return { open: ids.length, mended };
  };
}

/** Once for each cluster: the newest answer of it that an open operation speaks of. */
async function noteContacts(services: Dependencies, operations: readonly Operation[]): Promise<void> {
  const answers = operations.flatMap((one) => {
    const at = answeredAt(one);
    return at ? [{ ref: one.refs.cluster, at }] : [];
  });
  const byCluster = Map.groupBy(answers, ({ ref }) => ref.uid);
  await inParallel([...byCluster.values()], CONCURRENCY, async (some) => {
    const [newest] = some.toSorted((a, b) => (a.at < b.at ? 1 : -1));
    try {
      if (newest) await noteContact(services, newest.ref, newest.at);
    } catch (thrown) {
      services.log.warn('contact not noted', { cluster: newest?.ref.name, reason: String(thrown) });
    }
  });
}

async function mend(services: Dependencies, operation: Operation): Promise<boolean> {
  const { clock, executions } = services;
  if (operation.queuedBehind) return await startWaiting(services, operation, operation.queuedBehind);
  // A backup that goes is its deletion's affair.
  if (operation.phase === 'Deleting') return false;
  const age = clock.now().getTime() - Date.parse(operation.updatedAt);
  const claimed = operation.executions.some(({ epoch }) => epoch === operation.epoch);
  if (!claimed && age < PENDING_AFTER_MS) return false;
  // Never claimed: starting is idempotent by the execution's name, and tells the ARN of one that came and went.
  const arn = claimed ? operation.executionArn : await executions.start(operation.kind, operation);
  const found = arn ? await executions.describe(arn) : undefined;
  if (found?.status === 'RUNNING') return !claimed;
  await takeOver(services, operation, found?.status ?? 'FAILED');
  return true;
}

/** A run that waits for another one is left alone, until nothing tells it that the other one is over. */
async function startWaiting(services: Dependencies, operation: Operation, behind: string): Promise<boolean> {
  const { ledger, slots } = services;
  const other = await ledger.readOperation(behind);
  if (other && !TERMINAL_PHASES.has(other.phase)) return false;
  await slots.promote(operation.slot?.schedule.uid ?? '', behind, operation.operationId);
  await startQueued(services, operation.operationId, behind);
  return true;
}

/** Figures of one sweep, and its heartbeat. @param unreadable how many it left out, whose age nobody knows */
export function measureSweep(
  { clock, metrics }: Uses<'clock' | 'metrics'>,
  operations: readonly Operation[],
  unreadable: number,
): void {
  // A run that waits for another is as old as its turn lets it be; a backup that goes has a deletion that is open.
  const open = operations.filter(
    ({ phase, queuedBehind }) => !TERMINAL_PHASES.has(phase) && phase !== 'Deleting' && !queuedBehind,
  );
  const oldest = Math.min(...open.map(({ createdAt }) => Date.parse(createdAt)), clock.now().getTime());
  const seconds = (clock.now().getTime() - oldest) / 1000;
  metrics.emit({ SweepRuns: 1, OldestOpenOperationSeconds: seconds, UnreadableOperations: unreadable });
}
