import { type Holding, isGood, isWhole, lacking } from '../../domain/good-backup.ts';
import type { Operation } from '../../domain/operation.ts';
import { wantedBy } from '../../domain/schedule/schedule-spec.ts';
import type { Services } from '../services.ts';
import { readHoldings } from '../slots/kept-backups.ts';
import { readSchedule } from '../slots/read-schedule.ts';

/** On the row of a backup. */
const MOST_CLAIMS = 20;

/**
 * Compares a schedule's backup with the whole one before it: what that one has data of, and this one has not, by nobody's
 * wish, is on its record from now on. Such a run makes the newest good backup no newer.
 * @returns the operation as it stands
 */
export async function compareRun(
  services: Pick<Services, 'catalog' | 'ledger' | 'slots'>,
  operation: Operation,
): Promise<Operation> {
  const { ledger } = services;
  const { operationId, slot } = operation;
  const bound = slot && isGood(operation) ? await readSchedule(services, slot.schedule.uid) : undefined;
  if (!bound || !slot) return operation;
  const isBefore = (one: Operation) => (one.slot?.scheduledTime ?? '') < slot.scheduledTime;
  const before = (await ledger.listBySchedule(bound.item.uid))
    .filter((one) => isGood(one) && isBefore(one) && one.operationId !== operationId)
    .toSorted((a, b) => ((a.slot?.scheduledTime ?? '') < (b.slot?.scheduledTime ?? '') ? 1 : -1));
  const reference = before.find(isWhole) ?? before[0];
  const claims = reference ? await compare(services, operation, reference, wantedBy(bound.item.spec)) : [];
  const lacks =
    reference && claims.length > 0
      ? { claims: claims.slice(0, MOST_CLAIMS), count: claims.length, than: reference.operationId }
      : undefined;
  if (JSON.stringify(lacks) === JSON.stringify(operation.lacks)) return operation;
  return (await ledger.updateEnded(operationId, { lacks })) ?? operation;
}

async function compare(
  services: Pick<Services, 'ledger'>,
  later: Operation,
  earlier: Operation,
  isWanted: (claim: string) => boolean,
): Promise<string[]> {
  const holdings = await readHoldings(services, [later, earlier]);
  const holding = ({ operationId }: Operation) => holdings.get(operationId) as Holding;
  return lacking(holding(later), holding(earlier), isWanted);
}
