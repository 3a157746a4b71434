import { parseSeal, type Seal } from '../../domain/backup/seal.ts';
import { Fault, type FaultCode, toFault } from '../../domain/errors.ts';
import { OPERATION_ID } from '../../domain/ids.ts';
import { sealKey } from '../../domain/location/keys.ts';
import {
  type BackupKey,
  backupPath,
  parseBackupKey,
  parsePartPath,
  REPOSITORIES,
} from '../../domain/location/location-layout.ts';
import { type Doubt, keepTokenOf, ORPHANS_AFTER_MS, type SealsRead } from '../../domain/location/maintenance.ts';
import type { PartsToRead } from '../../domain/operation/checkpoints.ts';
import { inParallel } from '../../platform/in-parallel.ts';
import { orInvalid } from '../../platform/or-invalid.ts';
import type { Listed } from '../../services/location/backup-store.ts';
import type { Location } from '../../services/location/location.ts';

const CONCURRENCY = 16;
/** Of a row, as JSON; a table takes 400 KB. */
const MAX_CHARACTERS = 200_000;

type Found = Omit<SealsRead, 'n'>;

/** When a backup was deleted, as far as the ledger knows. @throws Fault Permanent `record.invalid` */
export type DeletedAt = (backupId: string) => Promise<string | undefined>;

/**
 * What one page of `backups/` shows: the seals on it, read and verified, and what no seal lists. Keys that are nobody's
 * we know are none of our business. A backup that lies on two pages belongs to the first, and is listed by itself.
 * @returns as many rows as it takes
 */
export async function readSealsPage(
  location: Location,
  cursor: string | undefined,
  now: Date,
  reads: PartsToRead = { since: now.toISOString(), prefixes: [] },
  deletedAt: DeletedAt = async () => undefined,
): Promise<{ rows: Found[]; cursor?: string }> {
  const page = await location.store.listBackups(cursor);
  const backups = [...Map.groupBy(page.keys, ({ key }) => key.split('/').slice(0, 3).join('/')).values()];
  const found: Found[] = [];
  await inParallel(backups, CONCURRENCY, async (keys) => {
    const backup = parseBackupKey(keys[0]?.key ?? '');
    if (!backup || !OPERATION_ID.test(backup.backupId)) return;
    const isCut = (cursor && keys === backups[0]) || (page.cursor && keys === backups.at(-1));
    const all = isCut ? await listAll(location, backup) : keys;
    if (all[0]?.key !== keys[0]?.key) return;
    found.push(await readBackup(location, backup, { keys: all, now, reads, deletedAt }));
  });
  const rows = merged(found);
  return page.cursor ? { rows, cursor: page.cursor } : { rows };
}

async function listAll({ store }: Location, backup: BackupKey): Promise<Listed[]> {
  const keys: Listed[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listBackup(backup, cursor);
    keys.push(...page.keys);
    cursor = page.cursor;
  } while (cursor);
  return keys;
}

interface Seen {
  keys: readonly Listed[];
  now: Date;
  reads: PartsToRead;
  deletedAt: DeletedAt;
}

async function readBackup(location: Location, backup: BackupKey, { keys, now, reads, deletedAt }: Seen) {
  const { backupId, clusterId } = backup;
  const parts = keys.filter(({ key }) => parsePartPath(key) !== undefined);
  // Before the seal, which a deletion takes first.
  const deleted = await orInvalid(deletedAt(backupId));
  const seal = await readSeal(location, backup).catch(unreadable);
  if (seal && 'code' in seal) return { ...nothing(), doubts: [{ clusterId, backupId, ...seal }] };
  // Whether it is there, goes or went nobody can tell.
  if (deleted instanceof Fault) {
    const doubts = [{ clusterId, backupId, ...unreadable(deleted) }];
    return { ...nothing(), ...(seal ? keptBy(seal, backupId) : {}), doubts };
  }
  if (!seal) {
    const before = new Date(now.getTime() - ORPHANS_AFTER_MS).toISOString();
    return { ...nothing(), orphans: parts.filter(({ modifiedAt }) => modifiedAt < before).map(orphanOf) };
  }
  if (deleted) return { ...nothing(), doubts: [returnedDoubt(backup, deleted)] };
  const flaw = flawOf(seal, parts);
  if (flaw) return { ...nothing(), ...keptBy(seal, backupId), doubts: [{ clusterId, backupId, ...flaw }] };
  const listed = new Set(seal.parts.map(({ key }) => key));
  const orphans = parts.filter(({ key }) => !listed.has(key)).map(orphanOf);
  const unread = toRead(seal, keys, reads).map((how) => ({ clusterId, backupId, ...how }));
  return { ...nothing(), sealed: [backupId], ...keptBy(seal, backupId), orphans, unread };
}

/** Nobody wants what it lists: its snapshots are no loss where they are gone, and stay where they came back with it. */
function returnedDoubt(backup: BackupKey, deletedAt: string): Doubt {
  const what = `it was deleted at ${deletedAt}, and its seal lies there again`;
  const why = `${what}: remove the folder ${backupPath(backup)}, or delete the backup again`;
  return { ...backup, code: 'backup.returned' satisfies FaultCode, why };
}

/** What a listing shows of parts: a backup that lacks one can be restored no more than one without its seal. */
function flawOf(seal: Seal, parts: readonly Listed[]): Pick<Doubt, 'why' | 'code'> | undefined {
  const sizes = new Map(parts.map(({ key, bytes }) => [key, bytes]));
  const absent = seal.parts.filter(({ key }) => !sizes.has(key));
  const of = `of its ${seal.parts.length} manifest parts`;
  if (absent.length > 0)
    return { code: 'part.not_found', why: `${absent.length} ${of} are not there, ${absent[0]?.key} among them` };
  const other = seal.parts.filter(({ key, bytes }) => bytes !== undefined && bytes !== sizes.get(key));
  const [first] = other;
  if (!first) return undefined;
  const why = `${other.length} ${of} have another size, ${first.key} among them: ${sizes.get(first.key)} bytes, not ${first.bytes}`;
  return { code: 'part.invalid', why };
}

/** Whatever the store dates later than the last look is new, or was written over. */
function toRead({ parts }: Seal, keys: readonly Listed[], { since, prefixes }: PartsToRead): { whole?: true }[] {
  if (parts.length === 0) return [];
  if (since === undefined || keys.some(({ modifiedAt }) => modifiedAt >= since)) return [{ whole: true }];
  return parts.some(({ sha256 }) => prefixes.includes(sha256.slice(0, 2))) ? [{}] : [];
}

/** Undefined when there is none. @throws Fault `seal.invalid` and those of the store */
export async function readSeal(location: Location, backup: BackupKey): Promise<Seal | undefined> {
  const body = await location.store.readSeal(backup);
  return body && parseSeal(body, sealKey(location), { ...backup, locationUid: location.locationUid });
}

/** Why a seal, or a part, does not count. An outage passes: it is no doubt. */
export function unreadable(thrown: unknown): Pick<Doubt, 'why'> & { code: string } {
  const fault = toFault(thrown);
  if (fault.disposition === 'Transient' || fault.code === 'internal') throw fault;
  return { code: fault.code, why: fault.message.slice(0, 500) };
}

function keptBy({ volumes }: Seal, backupId: string): Pick<Found, 'kept'> & { owners: Record<string, string> } {
  const kept: Record<string, string[]> = {};
  const owners: Record<string, string> = {};
  for (const { repository, kopiaId, rawNames } of volumes) {
    if (!repository || !kopiaId) continue;
    const name = repository.slice(REPOSITORIES.length, -1);
    for (const id of [kopiaId, ...(rawNames ? [rawNames.kopiaId] : [])]) {
      kept[name] = [...(kept[name] ?? []), keepTokenOf(id)];
      owners[`${name}/${keepTokenOf(id)}`] = backupId;
    }
  }
  return { kept, owners };
}

/** Few rows, none of them too large; one backup alone never is. */
function merged(found: readonly Found[]): Found[] {
  const rows: Found[] = [];
  let size = MAX_CHARACTERS;
  for (const one of found) {
    const more = JSON.stringify(one).length;
    size += more;
    const last = rows.at(-1);
    if (!last || size > MAX_CHARACTERS) {
      rows.push(structuredClone(one));
      size = more;
      continue;
    }
    last.sealed.push(...one.sealed);
    last.orphans.push(...one.orphans);
    last.doubts.push(...one.doubts);
    last.unread = [...(last.unread ?? []), ...(one.unread ?? [])];
    last.owners = { ...last.owners, ...one.owners };
    for (const [name, tokens] of Object.entries(one.kept)) last.kept[name] = [...(last.kept[name] ?? []), ...tokens];
  }
  return rows;
}

function orphanOf({ key, bytes }: Listed) {
  return { key, bytes };
}

function nothing(): Found {
  return { sealed: [], kept: {}, keptRuns: [], orphans: [], doubts: [] };
}
