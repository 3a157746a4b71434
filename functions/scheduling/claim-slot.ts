import { type Failure, failureOf, toFault } from '../domain/errors.ts';
import type { Slot } from '../domain/operation/backup-operation.ts';
import { executionEntry } from '../domain/operation/execution-entry.ts';
import { type SlotInput, slotOperationId, slotTextOf } from '../domain/operation/machine-input.ts';
import type { BackupOperation, Run } from '../domain/operation/operation.ts';
import { type Phase, TERMINAL_PHASES } from '../domain/operation/phase.ts';
import { graceOf, slotOf } from '../domain/schedule/slots.ts';
import { createOperation } from '../operations/begin-operation.ts';
import type { Uses } from '../platform/services.ts';
import { refOf } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';
import { type BoundSchedule, draftRun, readSchedule, rowOfRun, slotsCountSince } from './read-schedule.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'ledger' | 'slots'>;

/**
 * What a delivery of EventBridge Scheduler comes to. `run`: this execution drives the operation. Else there is nothing to
 * do for it: the slot has its record, made here (`missed`, `refused`) or before (`duplicate`), or is no slot of a schedule
 * any more (`nothing`).
 */
export interface Claimed {
  status: 'run' | 'duplicate' | 'missed' | 'refused' | 'nothing';
  run: Run;
}

/**
 * One record per slot, however often it is delivered, late, doubled or in any order: its id is a hash of schedule and slot,
 * and its row is written only if there is none.
 */
export async function claimSlot(services: Dependencies, input: SlotInput, executionArn: string): Promise<Claimed> {
  const { clock, ledger } = services;
  const delivered = new Date(input.scheduledTime);
  const bound = await readSchedule(services, input.scheduleUid);
  const due = bound && slotOf(bound.timing, input.entry, delivered);
  const run = { operationId: slotOperationId(input.scheduleUid, due?.at ?? delivered), epoch: 1 };
  const { suspended } = bound?.item.spec ?? {};
  const isNone = !bound || !due || due.at <= slotsCountSince(bound) || (suspended && due.at > new Date(suspended.at));
  if (isNone) {
    // A Task that is tried again goes on, though somebody suspended the schedule meanwhile.
    return (await standing()) ?? { status: 'nothing', run };
  }
  const slot: Slot = { schedule: refOf(bound.item), entries: due.entries, scheduledTime: slotTextOf(due.at) };
  const found = await standing();
  if (found) return found;
  const late = clock.now().getTime() - delivered.getTime() > graceOf(bound.timing, due.entries);
  if (late) return await record(bound, 'missed', 'Missed', missedFailure(slot));
  // CheckSlots would say the same, unless somebody resumes it first.
  if (suspended)
    return await record(bound, 'missed', 'Missed', missedFailure(slot, 'it was suspended before it began'));

  let created: boolean;
  try {
    const draft = await draftRun(services, bound);
    const row = rowOfRun(services, bound, { ...run, slot, draft, more: startedAs(executionArn, clock.now()) });
    ({ created } = await createOperation(services, row));
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.disposition === 'Transient') throw fault;
    return await record(bound, 'refused', 'Failed', failureOf(fault, 'PlanBackup'));
  }
  return created ? { status: 'run', run } : ((await standing()) ?? { status: 'duplicate', run });

  /** Of a slot that has its record: this execution's own, or somebody else's. */
  async function standing(): Promise<Claimed | undefined> {
    const operation = await ledger.readOperation(run.operationId);
    if (!operation) return undefined;
    const isMine = operation.executionArn === executionArn && !TERMINAL_PHASES.has(operation.phase);
    return { status: isMine && !operation.queuedBehind ? 'run' : 'duplicate', run };
  }

  async function record(of: BoundSchedule, status: Claimed['status'], phase: Phase, error: Failure): Promise<Claimed> {
    const written = await recordEnd(services, of, { ...run, slot, phase, error });
    return { status: written ? status : 'duplicate', run };
  }
}

/** The sweep asks after an execution that the row names; it would start one for a row that names none. */
function startedAs(arn: string, now: Date): Pick<BackupOperation, 'executionArn' | 'executions'> {
  return { executionArn: arn, executions: [executionEntry('backup', { arn, epoch: 1, startedAt: now.toISOString() })] };
}

/** A record of a slot that never ran. @returns false when the slot has its record already */
export async function recordEnd(
  services: Uses<'clock' | 'config' | 'ledger'>,
  bound: BoundSchedule,
  end: { operationId: string; slot: Slot; phase: Phase; error: Failure },
): Promise<boolean> {
  const { operationId, slot, phase, error } = end;
  const more = { phase, error, finishedAt: isoNow(services.clock) };
  const { created } = await services.ledger.createOperation(rowOfRun(services, bound, { operationId, slot, more }));
  return created;
}

export function missedFailure({ scheduledTime }: Slot, why = 'nothing could run it in time'): Failure {
  return { code: 'slot.missed', message: `the slot of ${scheduledTime} was missed: ${why}` };
}
