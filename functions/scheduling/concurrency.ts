import type { Operation, Run } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import { startNextEpoch } from '../operations/continue-execution.ts';
import type { Uses } from '../platform/services.ts';
import { type BoundSchedule, readSchedule } from './read-schedule.ts';

type Dependencies = Uses<'catalog' | 'ledger' | 'slots'>;

/** A release, a promotion or another claim may come in between; more often than this is somebody's loop. */
const TRIES = 3;

/**
 * Runs of one schedule never run beside each other: one row says which does. A run that finds another one at work is left
 * out or waits for it, one at most, as the policy says. What somebody asked for waits in any case: where the one place is
 * taken, by its own record.
 */
export async function acquireRun(services: Dependencies, operation: Operation, run: Run) {
  const { ledger, slots } = services;
  const uid = operation.slot?.schedule.uid ?? '';
  const mine = { operationId: run.operationId, slot: operation.slot?.scheduledTime ?? '' };
  const bound = await readSchedule(services, uid);
  // Somebody deleted the schedule, or its policy, after this run began: nothing else runs for it.
  if (!bound) return 'running';
  let behind: string | undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const running = (await slots.read(uid))?.running;
    if (await slots.claim(uid, mine, await endedOf(services, running))) return 'running';
    behind = running ?? behind;
    if (!running || !waits(bound, operation)) continue;
    if (!(await slots.queue(uid, run.operationId))) continue;
    return await wait(running);
  }
  return behind && operation.slot?.onDemand ? await wait(behind) : 'skipped';

  async function wait(queuedBehind: string): Promise<'queued'> {
    await ledger.updateOperation(run, { queuedBehind, phase: 'Pending' });
    return 'queued';
  }
}

/** What somebody asked for waits, whatever the policy says of slots. */
function waits({ policy }: BoundSchedule, { slot }: Operation): boolean {
  return policy.spec.overlap === 'queue' || slot?.onDemand === true;
}

/** The operation that a claim may take the place of: one that has ended, or is not there. */
async function endedOf({ ledger }: Dependencies, running: string | undefined): Promise<string | undefined> {
  if (running === undefined) return undefined;
  const operation = await ledger.readOperation(running);
  return !operation || TERMINAL_PHASES.has(operation.phase) ? running : undefined;
}

/** Its run is over: the one that waits begins, else the schedule is free. Twice is once. */
export async function releaseRun(services: Uses<'executions' | 'ledger' | 'slots'>, { operationId, slot }: Operation) {
  const { slots } = services;
  const uid = slot?.schedule.uid ?? '';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { running, queued } = (await slots.read(uid)) ?? {};
    if (queued === undefined) {
      if (!(await slots.release(uid, operationId))) continue;
    } else {
      await slots.promote(uid, operationId, queued);
      await startQueued(services, queued, operationId);
    }
    if (running === operationId) await askAgain(services, uid, queued);
    return;
  }
}

/** The oldest of the runs that wait without a place asks for its turn again; the sweep sees to one that was not seen here. */
async function askAgain(services: Uses<'executions' | 'ledger'>, uid: string, begun: string | undefined) {
  const runs = await services.ledger.listBySchedule(uid);
  const waiting = runs.filter(({ operationId, phase }) => phase === 'Pending' && operationId !== begun);
  const oldest = waiting.findLast(({ queuedBehind }) => queuedBehind !== undefined);
  if (oldest?.queuedBehind) await startQueued(services, oldest.operationId, oldest.queuedBehind);
}

/** Starts a run that has waited for `behind`, in an epoch of its own: the execution that put it aside is over. */
export async function startQueued(services: Uses<'executions' | 'ledger'>, operationId: string, behind: string) {
  const operation = await services.ledger.readOperation(operationId);
  if (operation?.queuedBehind !== behind) return;
  await startNextEpoch(services, operation, { queuedBehind: undefined });
}
