import { isGood } from '../../domain/backup/good-backup.ts';
import { type Failure, Fault, failureOf } from '../../domain/errors.ts';
import { keepTokenOf } from '../../domain/location/maintenance.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { DataTransfer } from '../../domain/transfer/transfer.ts';
import type { Uses } from '../../platform/services.ts';
import type { RepositoryKey, RepositoryNotes } from '../../services/catalog/catalog.ts';
import type { KnownOfRepository, RepositoryFacts } from '../../services/mover/mover.ts';

/** Of each repository; more say no more. */
const MAX_REMEMBERED = 30;
const MAX_BACKUPS = 3;

/** Whether it was made and which it is, what was sealed in it last, when it was repaired; `good`: the last good backups in it, newest first. */
export async function recallRepository(
  { ledger, repositories }: Uses<'ledger' | 'repositories'>,
  key: RepositoryKey,
): Promise<{ isMade: boolean; repositoryId?: string; known: KnownOfRepository; good: readonly Operation[] }> {
  const row = await repositories.read(key);
  const saved = Map.groupBy(row?.lastSaved ?? [], (one) => one.split('/')[0] ?? '');
  const sealed: string[] = [];
  const good: Operation[] = [];
  for (const backupId of [...saved.keys()].slice(-MAX_BACKUPS)) {
    const backup = await ledger.readOperation(backupId);
    // It was sealed, and nobody deletes or misses it already.
    if (!backup || !isGood(backup)) continue;
    sealed.push(...(saved.get(backupId) ?? []).map(tokenOf));
    good.unshift(backup);
  }
  return {
    isMade: row !== undefined,
    good,
    ...(row?.repositoryId ? { repositoryId: row.repositoryId } : {}),
    known: { sealed, ...(row?.repairedAt ? { repairedAt: row.repairedAt } : {}) },
  };
}

/** The last good backups in a repository in which an upload took as long as it will: what is read whole takes as long as the first. */
export function likeNow(
  { known, good }: Pick<Awaited<ReturnType<typeof recallRepository>>, 'known' | 'good'>,
  { fullRead }: { fullRead?: boolean },
): readonly Operation[] {
  return fullRead ? [] : good.filter(({ createdAt }) => createdAt >= (known.repairedAt ?? ''));
}

function tokenOf(saved: string): string {
  return saved.split('/')[1] ?? '';
}

/**
 * Notes what an upload has saved, and what it saw of the repository.
 * @returns why it does not count: a repair that came between may have marked contents that it leans on
 */
export async function noteUpload(
  { repositories }: Uses<'repositories'>,
  key: RepositoryKey,
  { backupId, kopiaId, knownRepairAt, facts }: Upload,
): Promise<{ flaw?: Failure; lost: Record<string, string[]> }> {
  const row = await repositories.read(key);
  if (row?.repairedAt && row.repairedAt !== knownRepairAt) {
    const why = 'the repository was repaired while the volume was uploaded';
    return { flaw: failureOf(new Fault('repository.corrupt', why)), lost: {} };
  }
  const before = row?.lastSaved ?? [];
  const saved = `${backupId}/${keepTokenOf(kopiaId)}`;
  const lastSaved = [...before.filter((one) => one !== saved), saved].slice(-MAX_REMEMBERED);
  const missing = new Set(facts?.missing);
  const doubted = [...new Set([...(row?.doubted ?? []), ...missing])];
  const notes: RepositoryNotes = {
    lastSaved,
    ...(facts?.repositoryId ? { repositoryId: facts.repositoryId } : {}),
    ...(missing.size > 0 ? { doubted } : {}),
  };
  await repositories.note(key, notes);
  const gone = before.filter((one) => missing.has(tokenOf(one)));
  const byBackup = Map.groupBy(gone, (one) => one.split('/')[0] ?? '');
  return { lost: Object.fromEntries([...byBackup].map(([id, all]) => [id, all.map(tokenOf)])) };
}

interface Upload {
  backupId: string;
  kopiaId: string;
  knownRepairAt: string | undefined;
  facts: RepositoryFacts | undefined;
}

/** An upload found that the repository lacks what its index has: it is repaired before the next one. */
export async function noteCorrupt(
  { clock, locations, repositories }: Uses<'clock' | 'locations' | 'repositories'>,
  { knownRepairAt, location, repository }: Pick<DataTransfer, 'knownRepairAt' | 'location' | 'repository'>,
): Promise<void> {
  const { locationUid } = await locations.open(location);
  const key = { locationUid, ...repository };
  const row = await repositories.read(key);
  // Another volume has said so, and it was repaired since this one was launched.
  if (row?.repairedAt && row.repairedAt !== knownRepairAt) return;
  if (row?.corruptAt && row.corruptAt > (row.repairedAt ?? '')) return;
  await repositories.note(key, { corruptAt: clock.now().toISOString() });
}
