import { fieldsIn } from '../domain/fields.ts';
import type { Slot } from '../domain/operation/backup-operation.ts';
import { parseMachineInput, type SlotInput, slotOperationId, slotTextOf } from '../domain/operation/machine-input.ts';
import { SCHEDULED_TIME } from '../domain/schedule/render-schedule.ts';
import { slotOf } from '../domain/schedule/slots.ts';
import { missedFailure, recordEnd } from '../scheduling/claim-slot.ts';
import { readSchedule } from '../scheduling/read-schedule.ts';
import { refOf } from '../services/catalog/catalog.ts';
import { createSettler, type SettleWrittenServices as Used } from './complete-written.ts';

/** A batch from the queue of deliveries that EventBridge Scheduler gave up. */
export interface DeadLetters {
  Records: Letter[];
}
interface Letter {
  messageId: string;
  body: string;
  messageAttributes?: Record<string, { stringValue?: string }>;
}

/** Writes Missed for slots that could not be delivered, and tells of it. What is no slot of a schedule is logged, and not kept. */
export function recordMissed(services: Used) {
  return async ({ Records: records }: DeadLetters): Promise<void> => {
    const written: string[] = [];
    for (const letter of records) {
      const input = slotIn(letter);
      if (!input) services.log.warn('a dead letter is no slot', { messageId: letter.messageId });
      const operationId = input && (await record(services, input));
      if (operationId) written.push(operationId);
    }
    const settle = createSettler(services);
    for (const operationId of written) await settle(operationId);
  };
}

/** @returns the record that it wrote */
async function record(services: Used, { scheduleUid, entry, scheduledTime }: SlotInput): Promise<string | undefined> {
  const bound = await readSchedule(services, scheduleUid);
  const due = bound && slotOf(bound.timing, entry, new Date(scheduledTime));
  if (!bound || !due) return undefined;
  const slot: Slot = { schedule: refOf(bound.item), entries: due.entries, scheduledTime: slotTextOf(due.at) };
  const operationId = slotOperationId(scheduleUid, due.at);
  const error = missedFailure(slot, 'EventBridge Scheduler could not deliver it');
  const written = await recordEnd(services, bound, { operationId, slot, phase: 'Missed', error });
  if (written && bound.policy.spec.missed === 'runOnce')
    await services.slots.note(scheduleUid, { lateFor: slot.scheduledTime });
  return written ? operationId : undefined;
}

/**
 * The input of the target, as it is or within the request that EventBridge Scheduler made of it. Whether the time is
 * filled in there is not documented; it is an attribute of the letter in any case.
 */
function slotIn({ body, messageAttributes = {} }: Letter): SlotInput | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
    const { Input: inner, input } = fieldsIn(parsed);
    const text = inner ?? input;
    if (typeof text === 'string') parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const scheduledTime = messageAttributes['SCHEDULED_TIME']?.stringValue;
  const found = parseMachineInput(parsed) ?? (scheduledTime && parseMachineInput(timed(parsed, scheduledTime)));
  return found && 'slot' in found ? found.slot : undefined;
}

function timed(input: unknown, scheduledTime: string): unknown {
  const given = fieldsIn(input);
  return given.scheduledTime === SCHEDULED_TIME ? { ...given, scheduledTime } : input;
}
