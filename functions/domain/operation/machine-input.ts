import { fieldsIn } from '../fields.ts';
import { operationIdOf } from '../ids.ts';
import type { Run } from './operation.ts';

/** What EventBridge Scheduler starts the backup machine with. */
export interface SlotInput {
  scheduleUid: string;
  /** The entry of the policy that fell due. */
  entry: string;
  /** As EventBridge Scheduler writes it: `2026-11-26T02:00:00Z`. */
  scheduledTime: string;
}

/** An execution's input: a run that we started, or a slot that EventBridge Scheduler did. */
export type MachineInput = { run: Run } | { slot: SlotInput };

export function parseMachineInput(given: unknown): MachineInput | undefined {
  const { operationId, epoch, scheduleUid, entry, scheduledTime } = fieldsIn(given);
  if (typeof operationId === 'string' && typeof epoch === 'number') return { run: { operationId, epoch } };
  if (typeof scheduleUid !== 'string' || typeof entry !== 'string' || typeof scheduledTime !== 'string')
    return undefined;
  return Number.isNaN(Date.parse(scheduledTime)) ? undefined : { slot: { scheduleUid, entry, scheduledTime } };
}

/** However often a slot is delivered, and by whichever entry of the policy, it is one operation. */
export function slotOperationId(scheduleUid: string, slot: Date): string {
  return operationIdOf('backup', [scheduleUid, slotTextOf(slot)]);
}

/** UTC, whole seconds, as EventBridge Scheduler writes times. */
export function slotTextOf(slot: Date): string {
  return `${slot.toISOString().slice(0, 19)}Z`;
}

/** The run that an execution speaks for; of a slot, the first epoch of its operation. */
export function runOfInput(text: string | null | undefined): Run | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? '{}');
  } catch {
    return undefined;
  }
  const input = parseMachineInput(parsed);
  if (!input || 'run' in input) return input?.run;
  const { scheduleUid, scheduledTime } = input.slot;
  return { operationId: slotOperationId(scheduleUid, new Date(scheduledTime)), epoch: 1 };
}
