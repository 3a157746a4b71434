import { isGood, isWhole } from '../domain/backup/good-backup.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { Verdict } from '../domain/schedule/retention.ts';
import type { Services } from '../platform/services.ts';
import { readSchedule } from '../scheduling/read-schedule.ts';
import { isoNow } from '../services/clock/clock.ts';

/**
 * What a schedule remembers of a run of its that has ended: the newest good backup, what a run lacks that an earlier one
 * has, or a slot that is to be run late.
 */
export async function noteRun(services: Pick<Services, 'catalog' | 'slots'>, operation: Operation): Promise<void> {
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

/** On the row of a backup. */
const MAX_CLAIMS = 20;
/** On the row of its schedule. */
const MAX_BACKUPS = 20;

/** Backups that stay beyond their turn say so, and why, on their records and on their schedule's; until they do not. */
export async function noteOutlasting(
  { clock, ledger, slots }: Pick<Services, 'clock' | 'ledger' | 'slots'>,
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
