import type { Operation } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import type { Services } from '../platform/services.ts';
import { releaseRun } from '../scheduling/concurrency.ts';
import { isoNow } from '../services/clock/clock.ts';
import { applyRetention } from './apply-retention.ts';
import { compareRun } from './compare-run.ts';
import { invalidateLocation } from './invalidate-location.ts';
import { measureEnd } from './measure-end.ts';
import { noteRun } from './note-run.ts';
import { copiesUntilOf } from './release-due.ts';
import { nextTryOf } from './resume-deletion.ts';

export type SettleServices = Pick<
  Services,
  'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log' | 'metrics' | 'slots'
>;

/**
 * What follows the end of an operation, whatever the end was. Each part may run twice, and the whole may die half-way: the
 * operation is among the open ones until all of it is done, and everybody told (announce.ts); the sweep does it again.
 * @returns whether it is settled
 */
export async function completeOperation(services: SettleServices, operation: Operation): Promise<boolean> {
  const { clock, ledger } = services;
  if (!TERMINAL_PHASES.has(operation.phase)) return false;
  if (operation.settledAt) return true;
  const compared = await compareRun(services, operation);
  if (operation.slot) {
    await noteRun(services, compared);
    await releaseRun(services, operation);
    if (operation.phase === 'Succeeded') await applyRetention(services, compared);
  }
  await invalidateLocation(services, operation);
  await measureEnd(services, compared);
  const copiesUntil = await copiesUntilOf(services, operation);
  const nextTryAt = await nextTryOf(services, operation);
  await ledger.updateEnded(operation.operationId, {
    settledAt: isoNow(clock),
    ...(copiesUntil ? { copiesUntil } : {}),
    ...(nextTryAt ? { nextTryAt } : {}),
  });
  return true;
}
