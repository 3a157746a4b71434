import type { Operation } from '../../domain/operation.ts';
import type { KeptBackup } from '../../domain/schedule/retention.ts';
import type { Services } from '../services.ts';

/** The backups of a schedule that have Succeeded and are not on their way out, as retention counts them. */
export async function readKeptBackups(
  { ledger }: Pick<Services, 'ledger'>,
  scheduleUid: string,
): Promise<KeptBackup[]> {
  return (await ledger.listBySchedule(scheduleUid)).flatMap(keptBackupOf);
}

/** None, for what is no good backup of a schedule (any more). */
export function keptBackupOf({ operationId, phase, slot, legalHold, copyLostAt, damagedAt }: Operation): KeptBackup[] {
  if (phase !== 'Succeeded' || !slot) return [];
  const { entries, scheduledTime } = slot;
  const isLost = copyLostAt !== undefined || damagedAt !== undefined;
  return [{ id: operationId, entries, scheduledTime, isHeld: legalHold !== undefined, isLost }];
}
