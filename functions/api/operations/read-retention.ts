import type { Operation } from '../../domain/operation/operation.ts';
import { type KeptUntil, keptByHold, keptBySchedule, keptForPerson } from '../../domain/schedule/kept-until.ts';
import { standingOf } from '../../domain/schedule/retention.ts';
import { wantedBy } from '../../domain/schedule/schedule-spec.ts';
import { isKept, keptBackupsOf } from '../../operations/kept-backups.ts';
import type { Uses } from '../../platform/services.ts';
import { readAgain } from '../../scheduling/read-schedule.ts';

/** Newer runs that are looked at; of a policy that keeps more the answer says so. */
const MAX_NEWER = 100;

export interface Retention extends KeptUntil {
  schedule?: string;
  entries?: { entry: string; keep: number; newerGood: number }[];
  atLeast?: true;
}

/**
 * Until when a backup that has Succeeded is kept, as its policy and the backups after it stand now. Only those after it
 * are read, and no more than a page of them.
 * @returns undefined of all others
 */
export async function readRetention(
  services: Uses<'catalog' | 'ledger'>,
  backup: Operation,
): Promise<Retention | undefined> {
  const { kind, phase, slot, legalHold } = backup;
  if (kind !== 'backup' || phase !== 'Succeeded') return undefined;
  if (!slot) return legalHold ? keptByHold(legalHold) : keptForPerson('no schedule has made it');
  const schedule = slot.schedule.name;
  const bound = await readAgain(services, slot.schedule);
  if (!bound)
    return { ...(legalHold ? keptByHold(legalHold) : keptForPerson(`schedule ${schedule} is gone`)), schedule };
  const { runs, isCutOff } = await readNewer(services, backup);
  const [one, ...others] = await keptBackupsOf(services, [backup, ...runs]);
  if (!one) return undefined;
  const standing = standingOf(one, others, bound.policy.spec.entries, wantedBy(bound.item.spec));
  const { turns } = standing;
  return {
    ...(legalHold ? keptByHold(legalHold) : keptBySchedule(standing, schedule)),
    schedule,
    ...(turns.length > 0
      ? { entries: turns.map(({ entry, keep, newer }) => ({ entry, keep, newerGood: newer })) }
      : {}),
    ...(isCutOff ? { atLeast: true } : {}),
  };
}

async function readNewer({ ledger }: Uses<'ledger'>, { operationId, slot, createdAt }: Operation) {
  const scheduledAt = new Date(slot?.scheduledTime ?? createdAt).toISOString();
  // a late run was made after its slot
  const from = scheduledAt < createdAt ? scheduledAt : createdAt;
  const filter = { scheduleUid: slot?.schedule.uid ?? '', phase: 'Succeeded' as const, from };
  const { items, nextCursor } = await ledger.listOperations(filter, undefined, MAX_NEWER);
  const runs = items.filter((one) => isKept(one) && one.operationId !== operationId);
  return { runs, isCutOff: nextCursor !== undefined };
}
