import type { DeletionSpec } from '../domain/deletion-spec.ts';
import { toFault } from '../domain/errors.ts';
import { type Operation, type Residual, TERMINAL_PHASES } from '../domain/operation.ts';
import { removeLeftovers } from '../runtime/cleanup/remove-leftovers.ts';
import { removeSeal, residualOfSeal } from '../runtime/cleanup/settle-seal.ts';
import { settleBackup } from '../runtime/deletion/going-backup.ts';
import { removeJobs } from '../runtime/deletion/remove-jobs.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import type { Services } from '../runtime/services.ts';
import { startQueued } from '../runtime/slots/take-turn.ts';
import { closeGone, findRegistered } from './close-gone.ts';
import { isDue, releaseDue } from './release-due.ts';
import { type SettleServices, settleOperation } from './settle-operation.ts';
import { takeOver } from './take-over.ts';

const PENDING_AFTER_MS = 60_000;
const AT_ONCE = 8;
/** Long enough to find out that a cluster does not answer. */
const RESERVE_MS = 40_000;

interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

type Used = SettleServices &
  Pick<
    Services,
    'catalog' | 'clock' | 'clusters' | 'config' | 'executions' | 'leases' | 'ledger' | 'locations' | 'log'
  >;

/**
 * Looks at every open operation and mends what no event told: one that was never started, one whose execution ended
 * unseen, one whose end was not settled, one that ended and left something on its cluster. One operation's trouble never
 * keeps the others waiting: those that leave nothing on a cluster come first, then each cluster gets what is left on it
 * removed, in turn; one that does not answer is tried once, and has time again in the next sweep.
 */
export function sweep(services: Used) {
  return async (_event?: unknown, context?: LambdaContext): Promise<{ open: number; mended: number }> => {
    const { ledger, log } = services;
    const ids = await ledger.listOpen();
    const operations = (await Promise.all(ids.map((id) => ledger.readOperation(id)))).filter(
      (one) => one !== undefined,
    );
    let mended = 0;

    /** @returns whether its cluster answers, and there is time for another one */
    const attempt = async (operation: Operation): Promise<boolean> => {
      if ((context?.getRemainingTimeInMillis() ?? RESERVE_MS) < RESERVE_MS) return false;
      try {
        if (await mend(services, operation)) mended += 1;
        return true;
      } catch (thrown) {
        const { code, message: reason } = toFault(thrown);
        log.error('sweep failed', { operationId: operation.operationId, code, reason });
        return code !== 'cluster.unreachable';
      }
    };
    const inTurn = async (some: readonly Operation[]): Promise<void> => {
      for (const operation of some) if (!(await attempt(operation))) return;
    };
    const isLeftover = (one: Operation) =>
      TERMINAL_PHASES.has(one.phase) && (one.residuals.length > 0 || isDue(one, services.clock.now()));
    const unfinished = operations.filter((one) => !isLeftover(one)).map((one) => [one]);
    const byCluster = Map.groupBy(operations.filter(isLeftover), ({ refs }) => refs.cluster.clusterId);
    await inParallel(unfinished, AT_ONCE, inTurn);
    await inParallel([...byCluster.values()], AT_ONCE, inTurn);
    return { open: ids.length, mended };
  };
}

async function mend(services: Used, operation: Operation): Promise<boolean> {
  const { clock, executions } = services;
  if (TERMINAL_PHASES.has(operation.phase)) return await finish(services, operation);
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
async function startWaiting(services: Used, operation: Operation, behind: string): Promise<boolean> {
  const { ledger, slots } = services;
  const other = await ledger.readOperation(behind);
  if (other && !TERMINAL_PHASES.has(other.phase)) return false;
  await slots.promote(operation.slot?.schedule.uid ?? '', behind, operation.operationId);
  await startQueued(services, operation.operationId, behind);
  return true;
}

/** An operation that has ended: what follows its end, then what is left of it on its cluster. */
async function finish(services: Used, operation: Operation): Promise<boolean> {
  const settled = await settleOperation(services, operation);
  if (settled && operation.residuals.length > 0) return await sweepLeftovers(services, operation);
  return operation.copiesUntil ? await releaseDue(services, operation) : settled;
}

async function sweepLeftovers(services: Used, operation: Operation): Promise<boolean> {
  const { clock, config, leases, ledger } = services;
  const { left, isGone } = await sweepOne(services, operation);
  // A Lambda of the last execution may still run, and make something.
  const settled = clock.now().getTime() - Date.parse(operation.finishedAt ?? '') > config.takeoverGraceSeconds * 1000;
  if (left.length > 0 || !settled) return false;
  if (isGone) await closeGone(services, operation);
  // Only now is it certain that no Job of it makes a repository any more.
  for (const lease of operation.repositoryLeases ?? []) await leases.release(lease, operation.operationId);
  if (operation.copiesUntil) await ledger.updateEnded(operation.operationId, { residuals: [] });
  else await ledger.closeOperation(operation.operationId);
  return true;
}

/** What is left of it, and whether its cluster is registered no more, so that nobody can tell. */
async function sweepOne(services: Used, operation: Operation): Promise<{ left: Residual[]; isGone: boolean }> {
  const { catalog, clusters } = services;
  if (operation.kind === 'delete') {
    // Its last execution may have been lost before it settled the backup's row.
    await settleBackup(services, operation as Operation<DeletionSpec>);
    return { left: await removeJobs(services, operation), isGone: false };
  }
  const registered = await findRegistered(catalog, operation.refs.cluster);
  const left = registered ? await removeLeftovers(services, await clusters.open(registered, 'backup'), operation) : [];
  if (operation.phase !== 'Succeeded' && !(await removeSeal(services, operation))) left.push(residualOfSeal(operation));
  return { left, isGone: registered === undefined };
}
