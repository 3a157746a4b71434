import { type Holding, type IsWanted, isGood, isWhole, lacking } from '../domain/backup/good-backup.ts';
import { withMeant } from '../domain/backup/unprotected.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { Verdict } from '../domain/schedule/retention.ts';
import { wantedBy } from '../domain/schedule/schedule-spec.ts';
import { holdingIn, readHoldings } from '../operations/kept-backups.ts';
import type { Uses } from '../platform/services.ts';
import { readSchedule } from '../scheduling/read-schedule.ts';
import { isoNow } from '../services/clock/clock.ts';

/** On the row of a backup. */
const MAX_CLAIMS = 20;

/**
 * Compares a schedule's backup with the whole one before it: what that one has data of, and this one has not, by nobody's
 * wish, is on its record from now on, and makes the newest good backup no newer. Of what its selection lacked, the record
 * says what was meant.
 * @returns the operation as it stands
 */
export async function compareRun(services: Uses<'catalog' | 'ledger' | 'slots'>, operation: Operation) {
  if (operation.kind !== 'backup') return operation;
  const { slot } = operation;
  const bound = slot && isGood(operation) ? await readSchedule(services, slot.schedule.uid) : undefined;
  if (!bound || !slot) return operation;
  const runs = await services.ledger.listBySchedule(bound.item.uid);
  return await compareWith(services, operation, runs, wantedBy(bound.item.spec));
}

/** By when they ran: a late run is for a slot of long before. */
export function begun(one: Operation): string {
  return one.startedAt ?? one.createdAt;
}

/**
 * @param runs of the schedule: those that began before this one are what it is compared with
 * @param holdings of all of them, where somebody has read them
 */
export async function compareWith(
  services: Uses<'ledger'>,
  operation: Operation,
  runs: readonly Operation[],
  isWanted: IsWanted,
  holdings?: ReadonlyMap<string, Holding>,
): Promise<Operation> {
  const { operationId } = operation;
  const before = runs
    .filter((one) => isGood(one) && begun(one) < begun(operation) && one.operationId !== operationId)
    .toSorted((a, b) => (begun(a) < begun(b) ? 1 : -1));
  const reference = before.find(isWhole) ?? before[0];
  const known = holdings ?? (await readHoldings(services, reference ? [operation, reference] : []));
  const claims = reference
    ? lacking(holdingIn(known, operationId), holdingIn(known, reference.operationId), isWanted)
    : [];
  const lacks =
    reference && claims.length > 0
      ? { claims: claims.slice(0, MAX_CLAIMS), count: claims.length, than: reference.operationId }
      : undefined;
  const changes = { lacks, ...(operation.unprotected && { unprotected: withMeant(operation.unprotected, isWanted) }) };
  return (await services.ledger.updateEnded(operationId, changes)) ?? operation;
}

/** Notes on its schedule the newest good backup, what a run lacks that an earlier one has, or a slot to be run late. */
export async function noteRun(services: Uses<'catalog' | 'slots'>, operation: Operation): Promise<void> {
  const { slots } = services;
  const { operationId, slot, phase, startedAt, error, lacks } = operation;
  if (!slot) return;
  const { uid } = slot.schedule;
  const state = await slots.read(uid);
  if (isGood(operation)) await slots.note(uid, { lacking: lacks && { backup: operationId, ...lacks } });
  if (isWhole(operation) && startedAt && startedAt > (state?.newestGoodAt ?? '')) {
    await slots.note(uid, { newestGoodAt: startedAt, newestGood: operationId });
  }
  // Its cluster did not answer. What the control plane itself missed CheckSlots has noted. A late run has no second one.
  if (phase !== 'Missed' || error?.code !== 'cluster.unreachable' || slot.late) return;
  const bound = await readSchedule(services, uid);
  if (bound?.policy.spec.missed !== 'runOnce' || slot.scheduledTime <= (state?.lateFor ?? '')) return;
  await slots.note(uid, { lateFor: slot.scheduledTime });
}

/** On the row of its schedule. */
const MAX_BACKUPS = 20;

/** Backups that stay beyond their turn say so, and why, on their records and on their schedule's; until they do not. */
export async function noteOutlasting(
  { clock, ledger, slots }: Uses<'clock' | 'ledger' | 'slots'>,
  scheduleUid: string,
  backups: readonly Operation[],
  outlasting: Verdict['outlasting'],
): Promise<void> {
  const claimsOf = new Map(outlasting.map(({ id, claims }) => [id, claims]));
  for (const { operationId, onlyDataOf } of backups) {
    const claims = claimsOf.get(operationId);
    const told = claims && { claims: claims.slice(0, MAX_CLAIMS), count: claims.length };
    const said = onlyDataOf && { claims: onlyDataOf.claims, count: onlyDataOf.count };
    if (JSON.stringify(told) === JSON.stringify(said)) continue;
    const since = onlyDataOf?.since ?? isoNow(clock);
    await ledger.updateEnded(operationId, { onlyDataOf: told && { ...told, since } });
  }
  const ids = outlasting.map(({ id }) => id);
  const outlast = ids.length > 0 ? { backups: ids.slice(0, MAX_BACKUPS), count: ids.length } : undefined;
  await slots.note(scheduleUid, { outlasting: outlast });
}
