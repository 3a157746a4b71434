import { type Holding, type IsWanted, isGood, isWhole, lacking } from '../domain/backup/good-backup.ts';
import { withMeant } from '../domain/backup/unprotected.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { wantedBy } from '../domain/schedule/schedule-spec.ts';
import { holdingIn, readHoldings } from '../operations/kept-backups.ts';
import type { Services } from '../platform/services.ts';
import { readSchedule } from '../scheduling/read-schedule.ts';

/** On the row of a backup. */
const MAX_CLAIMS = 20;

/**
 * Compares a schedule's backup with the whole one before it: what that one has data of, and this one has not, by nobody's
 * wish, is on its record from now on, and makes the newest good backup no newer. Of what its selection lacked, the record
 * says what was meant.
 * @returns the operation as it stands
 */
export async function compareRun(
  services: Pick<Services, 'catalog' | 'ledger' | 'slots'>,
  operation: Operation,
): Promise<Operation> {
  if (operation.kind !== 'backup') return operation;
  const { slot } = operation;
  const bound = slot && isGood(operation) ? await readSchedule(services, slot.schedule.uid) : undefined;
  if (!bound || !slot) return operation;
  const runs = await services.ledger.listBySchedule(bound.item.uid);
  return await compareWith(services, operation, runs, wantedBy(bound.item.spec));
}

/** By when they ran: a late run is for a slot of long before. */
export function begun(one: Operation): string {
  return one.startedAt ?? one.createdAt;
}

/**
 * @param runs of the schedule: those that began before this one are what it is compared with
 * @param holdings of all of them, where somebody has read them
 */
export async function compareWith(
  services: Pick<Services, 'ledger'>,
  operation: Operation,
  runs: readonly Operation[],
  isWanted: IsWanted,
  holdings?: ReadonlyMap<string, Holding>,
): Promise<Operation> {
  const { operationId } = operation;
  const before = runs
    .filter((one) => isGood(one) && begun(one) < begun(operation) && one.operationId !== operationId)
    .toSorted((a, b) => (begun(a) < begun(b) ? 1 : -1));
  const reference = before.find(isWhole) ?? before[0];
  const known = holdings ?? (await readHoldings(services, reference ? [operation, reference] : []));
  const claims = reference
    ? lacking(holdingIn(known, operationId), holdingIn(known, reference.operationId), isWanted)
    : [];
  const lacks =
    reference && claims.length > 0
      ? { claims: claims.slice(0, MAX_CLAIMS), count: claims.length, than: reference.operationId }
      : undefined;
  const changes = { lacks, ...(operation.unprotected && { unprotected: withMeant(operation.unprotected, isWanted) }) };
  return (await services.ledger.updateEnded(operationId, changes)) ?? operation;
}
