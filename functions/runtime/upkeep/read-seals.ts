import { toFault } from '../../domain/errors.ts';
import { OPERATION_ID } from '../../domain/ids.ts';
import { sealKey } from '../../domain/keys.ts';
import {
  BACKUPS,
  type BackupKey,
  parseBackupKey,
  parsePartPath,
  REPOSITORIES,
  sealPath,
} from '../../domain/location-layout.ts';
import { type Doubt, keepTokenOf, ORPHANS_AFTER_MS, type SealsRead } from '../../domain/maintenance.ts';
import { parseSeal, type Seal } from '../../domain/seal.ts';
import type { Listed, Location } from '../../services/location/location.ts';
import { inParallel } from '../in-parallel.ts';

const AT_ONCE = 16;
/** Of a row, as JSON; a table takes 400 KB. */
const MOST_CHARACTERS = 200_000;

type Found = Omit<SealsRead, 'n'>;

/**
 * What one page of `backups/` shows: the seals on it, read and verified, and what no seal lists. Keys that are nobody's
 * we know are none of our business.
 * @returns as many rows as it takes
 */
export async function readSealsPage(
  location: Location,
  cursor: string | undefined,
  now: Date,
): Promise<{ rows: Found[]; cursor?: string }> {
  const page = await location.store.list(BACKUPS, cursor);
  const backups = [...Map.groupBy(page.keys, ({ key }) => key.split('/').slice(0, 3).join('/')).values()];
  const found: Found[] = [];
  const last = backups.at(-1);
  await inParallel(backups, AT_ONCE, async (keys) => {
    const backup = parseBackupKey(keys[0]?.key ?? '');
    if (!backup || !OPERATION_ID.test(backup.backupId)) return;
    const isCut = keys === last && page.cursor !== undefined;
    found.push(await readBackup(location, backup, { keys, isCut, now }));
  });
  const rows = merged(found);
  return page.cursor ? { rows, cursor: page.cursor } : { rows };
}

interface Seen {
  keys: Listed[];
  /** More of the backup is on the next page. */
  isCut: boolean;
  now: Date;
}

async function readBackup(location: Location, backup: BackupKey, { keys, isCut, now }: Seen): Promise<Found> {
  const { backupId, clusterId } = backup;
  const parts = keys.filter(({ key }) => parsePartPath(key) !== undefined);
  const seal = await readSeal(location, backup).catch(unreadable);
  if (seal && 'code' in seal) return { ...nothing(), doubts: [{ clusterId, backupId, ...seal }] };
  if (!seal) {
    const before = new Date(now.getTime() - ORPHANS_AFTER_MS).toISOString();
    return { ...nothing(), orphans: parts.filter(({ modifiedAt }) => modifiedAt < before).map(orphanOf) };
  }
  const absent = await absentParts(location, seal, parts, isCut);
  if (absent.length > 0) {
    const why = `${absent.length} of its ${seal.parts.length} manifest parts are not there, ${absent[0]} among them`;
    return { ...nothing(), ...keptBy(seal, backupId), doubts: [{ clusterId, backupId, code: 'part.missing', why }] };
  }
  const listed = new Set(seal.parts.map(({ key }) => key));
  const orphans = parts.filter(({ key }) => !listed.has(key)).map(orphanOf);
  return { ...nothing(), sealed: [backupId], ...keptBy(seal, backupId), orphans };
}

/** A backup without them can be restored no more than one without its seal. */
async function absentParts(
  { store }: Location,
  seal: Seal,
  seen: readonly Listed[],
  isCut: boolean,
): Promise<string[]> {
  const there = new Set(seen.map(({ key }) => key));
  const unseen = seal.parts.map(({ key }) => key).filter((key) => !there.has(key));
  if (unseen.length === 0 || !isCut) return unseen;
  const folder = `${String(unseen[0]).split('/').slice(0, 3).join('/')}/`;
  let cursor: string | undefined;
  do {
    const page = await store.list(folder, cursor);
    for (const { key } of page.keys) there.add(key);
    cursor = page.cursor;
  } while (cursor);
  return unseen.filter((key) => !there.has(key));
}

/** Undefined when there is none. @throws Fault `seal.invalid` and those of the store */
async function readSeal(location: Location, backup: BackupKey): Promise<Seal | undefined> {
  const body = await location.store.get(sealPath(backup));
  return body && parseSeal(body, sealKey(location), { ...backup, locationUid: location.locationUid });
}

/** Why a seal does not count. An outage passes: it is no doubt. */
function unreadable(thrown: unknown): Pick<Doubt, 'why'> & { code: string } {
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
  let size = MOST_CHARACTERS;
  for (const one of found) {
    const more = JSON.stringify(one).length;
    size += more;
    const last = rows.at(-1);
    if (!last || size > MOST_CHARACTERS) {
      rows.push(structuredClone(one));
      size = more;
      continue;
    }
    last.sealed.push(...one.sealed);
    last.orphans.push(...one.orphans);
    last.doubts.push(...one.doubts);
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

/** The tokens of all snapshots of a repository that seals list. */
export function sealedIn(
  pages: readonly SealsRead[],
  { clusterId, namespace }: { clusterId: string; namespace: string },
): string[] {
  return [...new Set(pages.flatMap(({ kept }) => kept[`${clusterId}/${namespace}`] ?? []))];
}

/**
 * The tokens of all snapshots of a repository that stay, and the runs whose snapshots stay; undefined where a row of an
 * earlier version doubts its cluster.
 */
export function keptIn(
  pages: readonly SealsRead[],
  { clusterId, namespace }: { clusterId: string; namespace: string },
): { tokens: string[]; runs: string[] } | undefined {
  const doubts = pages.flatMap((page) => page.doubts).filter((doubt) => doubt.clusterId === clusterId);
  if (doubts.some(({ backupId }) => backupId === undefined)) return undefined;
  const name = `${clusterId}/${namespace}`;
  return {
    tokens: pages.flatMap(({ kept }) => kept[name] ?? []),
    runs: [...pages.flatMap(({ keptRuns }) => keptRuns), ...doubts.flatMap(({ backupId }) => backupId ?? [])],
  };
}
