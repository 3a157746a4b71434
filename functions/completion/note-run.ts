import { isGood, isWhole } from '../domain/backup/good-backup.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { Services } from '../platform/services.ts';
import { readSchedule } from '../scheduling/read-schedule.ts';

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
