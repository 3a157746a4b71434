import type { Operation } from '../domain/operation/operation.ts';
import type { Verdict } from '../domain/schedule/retention.ts';
import type { Services } from '../platform/services.ts';
import { isoNow } from '../services/clock/clock.ts';

/** On the row of a backup. */
const MAX_CLAIMS = 20;
/** On the row of its schedule. */
const MAX_BACKUPS = 20;

/** Backups that stay beyond their turn say so, and why, on their records and on their schedule's; until they do not. */
export async function noteOutlasting(
  { clock, ledger, slots }: Pick<Services, 'clock' | 'ledger' | 'slots'>,
  scheduleUid: string,
  backups: readonly Operation[],
  outlasting: Verdict['outlasting'],
): Promise<void> {
  const claimsOf = new Map(outlasting.map(({ id, claims }) => [id, claims]));
  for (const { operationId, onlyDataOf } of backups) {
    const claims = claimsOf.get(operationId);
    const told = claims && { claims: claims.slice(0, MAX_CLAIMS), count: claims.length };
    const said = onlyDataOf && { claims: onlyDataOf.claims, count: onlyDataOf.count };
    if (JSON.stringify(told) === JSON.stringify(said)) continue;
    const since = onlyDataOf?.since ?? isoNow(clock);
    await ledger.updateEnded(operationId, { onlyDataOf: told && { ...told, since } });
  }
  const ids = outlasting.map(({ id }) => id);
  const outlast = ids.length > 0 ? { backups: ids.slice(0, MAX_BACKUPS), count: ids.length } : undefined;
  await slots.note(scheduleUid, { outlasting: outlast });
}
