import { toFault } from '../domain/errors.ts';
import { operationIdOf } from '../domain/ids.ts';
import type { Slot } from '../domain/operation/backup-operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import { slotsBetween } from '../domain/schedule/slots.ts';
import { beginOperation } from '../operations/begin-operation.ts';
import type { Uses } from '../platform/services.ts';
import { type BoundSchedule, draftRun, readAgain, rowOfRun } from '../scheduling/read-schedule.ts';
import { refOf } from '../services/catalog/catalog.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'config' | 'executions' | 'ledger' | 'log' | 'slots'>;

/**
 * One late run for all slots that were missed, once its cluster answers and nothing of the schedule runs. It is for no slot
 * (those have their Missed records): its id is a hash of the newest one that was missed, so however often this is done it is
 * one run. A newer slot that has begun makes it needless.
 * @returns whether the cluster answers, as far as this has found out
 */
export async function runLate(services: Dependencies, owing: BoundSchedule): Promise<boolean> {
  const { ledger, log, slots } = services;
  // It was listed a while ago.
  const schedule = await readAgain(services, owing.item);
  if (!schedule || schedule.item.spec.suspended) return true;
  const { item, timing } = schedule;
  const { lateFor, begunFor = '', running } = (await slots.read(item.uid)) ?? {};
  if (lateFor === undefined || (running && !(await isOver(services, running)))) return true;
  const missedAt = new Date(lateFor);
  const [missed] = slotsBetween(timing, new Date(missedAt.getTime() - 1), missedAt, 1);
  if (!missed || lateFor < begunFor) {
    await slots.note(item.uid, { lateFor: undefined });
    return true;
  }

  const operationId = operationIdOf('backup', [item.uid, 'late', lateFor]);
  const slot: Slot = { schedule: refOf(item), entries: missed.entries, scheduledTime: lateFor, late: true };
  try {
    if (!(await ledger.readOperation(operationId))) await createRun(services, schedule, { operationId, slot });
  } catch (thrown) {
    // Not now: the next turn tries again, until a slot in time makes it needless.
    const { code, message: reason } = toFault(thrown);
    log.info('late run put off', { schedule: item.name, code, reason });
    return code !== 'cluster.unreachable';
  }
  await slots.note(item.uid, { lateFor: undefined });
  return true;
}

/** @throws Fault those of `draftRun`, `cluster.unreachable` */
async function createRun(services: Dependencies, schedule: BoundSchedule, late: { operationId: string; slot: Slot }) {
  const { clusters } = services;
  const draft = await draftRun(services, schedule);
  await (await clusters.open(draft.cluster, 'backup')).version();
  await beginOperation(services, rowOfRun(services, schedule, { ...late, draft }));
}

async function isOver({ ledger }: Dependencies, operationId: string): Promise<boolean> {
  const operation = await ledger.readOperation(operationId);
  return !operation || TERMINAL_PHASES.has(operation.phase);
}
