import { toFault } from '../domain/errors.ts';
import { slotOperationId, slotTextOf } from '../domain/machine-input.ts';
import type { Slot } from '../domain/operation.ts';
import { graceOf, slotsAfter } from '../domain/schedule/slots.ts';
import { createSettler, type SettleWrittenServices } from '../runtime/ends/settle-written.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { hasTime, type LambdaContext } from '../runtime/lambda-context.ts';
import type { Services } from '../runtime/services.ts';
import { applySchedule, isApplied } from '../runtime/slots/apply-schedule.ts';
import { missedFailure, recordEnd } from '../runtime/slots/claim-slot.ts';
import { listSchedules } from '../runtime/slots/list-schedules.ts';
import { type BoundSchedule, slotsCountSince } from '../runtime/slots/read-schedule.ts';
import type { SlotState } from '../services/catalog/catalog.ts';
import type { Schedules } from '../services/schedules/schedules.ts';
import { measureSchedules } from './measure-schedules.ts';
import { runLate } from './run-late.ts';

const AT_ONCE = 8;
const RESERVE_MS = 20_000;
/** Of one schedule in one turn: a policy of every minute that was down for a week has ten thousand. */
const MOST_SLOTS = 2_000;

/** Of one schedule in one turn; the sweep tells of the others. */
const MOST_TOLD = 20;

type Used = SettleWrittenServices & Pick<Services, 'clusters'> & { schedules: Schedules };

/**
 * Looks through the slots that have passed: one without a record was missed (the control plane was down, a delivery was
 * lost) and gets its Missed record, of which receivers are told; then, if the policy says so, one late run for all that were. What a change of a policy
 * left outdated in EventBridge Scheduler is brought up to date too. Runs every five minutes; one schedule's trouble never
 * keeps the others waiting, and where the time ends the next turn goes on.
 */
export function checkSlots(services: Used) {
  return async (_event?: unknown, context?: LambdaContext): Promise<{ schedules: number; missed: number }> => {
    const { log, slots } = services;
    const states = new Map((await slots.list()).map((state) => [state.scheduleUid, state]));
    const bound = await listSchedules(services);
    const settle = createSettler(services);
    let missed = 0;
    await inParallel(bound, AT_ONCE, async (schedule) => {
      if (!hasTime(context, RESERVE_MS)) return;
      try {
        if (!isApplied(services, schedule)) await applySchedule(services, schedule);
        const written = await checkSchedule(services, schedule, states.get(schedule.item.uid));
        missed += written.length;
        for (const id of written.slice(-MOST_TOLD)) if (hasTime(context, RESERVE_MS)) await settle(id);
      } catch (thrown) {
        const { code, message: reason } = toFault(thrown);
        log.error('slots not checked', { schedule: schedule.item.name, code, reason });
      }
    });
    measureSchedules(services, bound, states);
    return { schedules: bound.length, missed };
  };
}

/** @returns the records that it wrote */
async function checkSchedule(services: Used, schedule: BoundSchedule, state: SlotState | undefined): Promise<string[]> {
  const { clock, slots } = services;
  const { item, policy, timing } = schedule;
  if (!state) {
    await slots.begin(item.uid, item.name, item.spec.since);
    return [];
  }
  const now = clock.now().getTime();
  const from = new Date(Math.max(Date.parse(state.checkedUntil), slotsCountSince(schedule).getTime()));
  let checkedUntil = from;
  let newestMissed: string | undefined;
  const written: string[] = [];
  let seen = 0;
  const until = item.spec.suspended ? new Date(item.spec.suspended.at) : undefined;
  for (const { at, entries } of slotsAfter(timing, from)) {
    if (until && at > until) break;
    if (now - at.getTime() <= graceOf(timing, entries) || seen >= MOST_SLOTS) break;
    seen += 1;
    const slot: Slot = { schedule: { name: item.name, uid: item.uid }, entries, scheduledTime: slotTextOf(at) };
    const operationId = await recordMissed(services, schedule, slot);
    if (operationId) {
      written.push(operationId);
      newestMissed = slot.scheduledTime;
    }
    checkedUntil = at;
  }
  const isWanted = policy.spec.missed === 'runOnce' && !item.spec.suspended;
  const lateFor = isWanted ? (newestMissed ?? state.lateFor) : undefined;
  const changed = checkedUntil > new Date(state.checkedUntil) || lateFor !== state.lateFor;
  if (changed) await slots.note(item.uid, { checkedUntil: checkedUntil.toISOString(), lateFor });
  // One late run for all that were missed: not before all of them are known.
  if (lateFor && seen < MOST_SLOTS) await runLate(services, schedule, { ...state, lateFor });
  return written;
}

/** @returns its record; undefined when it had one */
async function recordMissed(services: Used, schedule: BoundSchedule, slot: Slot): Promise<string | undefined> {
  const operationId = slotOperationId(schedule.item.uid, new Date(slot.scheduledTime));
  if (await services.ledger.readOperation(operationId)) return undefined;
  const end = { operationId, slot, phase: 'Missed' as const, error: missedFailure(slot) };
  return (await recordEnd(services, schedule, end)) ? operationId : undefined;
}
