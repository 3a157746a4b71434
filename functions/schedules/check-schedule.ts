import type { Slot } from '../domain/operation/backup-operation.ts';
import { slotOperationId, slotTextOf } from '../domain/operation/machine-input.ts';
import { graceOf, slotsAfter } from '../domain/schedule/slots.ts';
import type { Uses } from '../platform/services.ts';
import { missedFailure, recordEnd } from '../scheduling/claim-slot.ts';
import { type BoundSchedule, slotsCountSince } from '../scheduling/read-schedule.ts';
import { refOf, type SlotState } from '../services/catalog/catalog.ts';

/** Of one schedule in one turn: a policy of every minute that was down for a week has ten thousand. */
const MAX_SLOTS = 2_000;

export type CheckServices = Uses<'clock' | 'config' | 'ledger' | 'slots'>;

/**
 * Gives each slot that has passed without a record its Missed one, and notes the newest that is to be run late.
 * @returns the records that it has written, and whether a late run is owed, unless a newer slot has begun meanwhile
 */
export async function checkSchedule(services: CheckServices, schedule: BoundSchedule, state: SlotState | undefined) {
  const { clock, slots } = services;
  const { item, policy, timing } = schedule;
  if (!state) {
    await slots.begin(item.uid, item.name, item.spec.since);
    return { written: [], owesRun: false };
  }
  const now = clock.now().getTime();
  const from = new Date(Math.max(Date.parse(state.checkedUntil), slotsCountSince(schedule).getTime()));
  let checkedUntil = from;
  let newestMissed = '';
  let seen = 0;
  const written: string[] = [];
  const until = item.spec.suspended ? new Date(item.spec.suspended.at) : undefined;
  for (const { at, entries } of slotsAfter(timing, from)) {
    if (until && at > until) break;
    if (now - at.getTime() <= graceOf(timing, entries) || seen >= MAX_SLOTS) break;
    seen += 1;
    const slot: Slot = { schedule: refOf(item), entries, scheduledTime: slotTextOf(at) };
    const { isMissed, record } = await recordMissed(services, schedule, slot);
    if (record) written.push(record);
    if (isMissed) newestMissed = slot.scheduledTime;
    checkedUntil = at;
  }
  const isWanted = policy.spec.missed === 'runOnce' && !item.spec.suspended;
  const isOwed = isWanted && newestMissed !== '' && newestMissed >= (state.begunFor ?? '');
  await slots.note(item.uid, {
    ...(checkedUntil > new Date(state.checkedUntil) ? { checkedUntil: checkedUntil.toISOString() } : {}),
    ...(isOwed ? { lateFor: newestMissed } : {}),
    ...(state.lateFor && !isWanted ? { lateFor: undefined } : {}),
  });
  // One late run for all that were missed: not before all of them are known.
  const owesRun = (isOwed || (isWanted && state.lateFor !== undefined)) && seen < MAX_SLOTS;
  return { written, owesRun };
}

/**
 * A slot that is Missed already counts as one that this look has found: its delivery came too late, or the look before died
 * between the record and its note.
 * @returns the record that it wrote, if it had none
 */
async function recordMissed(services: CheckServices, schedule: BoundSchedule, slot: Slot) {
  const operationId = slotOperationId(schedule.item.uid, new Date(slot.scheduledTime));
  const standing = await services.ledger.readOperation(operationId);
  if (standing) return { isMissed: standing.phase === 'Missed' };
  const end = { operationId, slot, phase: 'Missed' as const, error: missedFailure(slot) };
  if (await recordEnd(services, schedule, end)) return { isMissed: true, record: operationId };
  return { isMissed: (await services.ledger.readOperation(operationId))?.phase === 'Missed' };
}
