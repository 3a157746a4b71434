import { type Holding, holdingOf, isGood } from '../domain/backup/good-backup.ts';
import { Fault } from '../domain/errors.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { KeptBackup } from '../domain/schedule/retention.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';

const CONCURRENCY = 8;

/** The backups of a schedule that have Succeeded and are not on their way out, as retention counts them. */
export async function readKeptBackups(services: Uses<'ledger'>, scheduleUid: string): Promise<KeptBackup[]> {
  return await keptBackupsOf(services, await services.ledger.listBySchedule(scheduleUid));
}

export async function keptBackupsOf(services: Uses<'ledger'>, runs: readonly Operation[]): Promise<KeptBackup[]> {
  const kept = runs.filter(isKept);
  const holdings = await readHoldings(services, kept);
  return kept.map((backup) => ({
    id: backup.operationId,
    entries: backup.slot?.entries ?? [],
    scheduledTime: backup.slot?.scheduledTime ?? '',
    isHeld: backup.legalHold !== undefined,
    isLost: !isGood(backup),
    holding: holdingIn(holdings, backup.operationId),
  }));
}

export function isKept({ phase, slot }: Operation): boolean {
  return phase === 'Succeeded' && slot !== undefined;
}

/** Of one of those that were read. */
export function holdingIn(holdings: ReadonlyMap<string, Holding>, operationId: string): Holding {
  const found = holdings.get(operationId);
  if (!found) throw new Fault('internal', `what ${operationId} has data of was not read`);
  return found;
}

/** By id. Volumes are read once for each digest, not at all where there is one; rows of earlier releases have none. */
export async function readHoldings({ ledger }: Uses<'ledger'>, backups: readonly Operation[]) {
  const byDigest = Map.groupBy(backups, ({ operationId, holds }) => holds?.digest ?? operationId);
  const holdings = new Map<string, Holding>();
  const isOne = byDigest.size === 1 && backups.every(({ holds }) => holds);
  await inParallel([...byDigest.entries()], CONCURRENCY, async ([digest, alike]) => {
    const [one] = alike;
    const holding =
      isOne || !one
        ? { digest, claims: new Set<string>(), letGo: new Set<string>() }
        : holdingOf(await ledger.readVolumes(one.operationId), one.letGo);
    for (const { operationId } of alike) holdings.set(operationId, holding);
  });
  return holdings;
}
