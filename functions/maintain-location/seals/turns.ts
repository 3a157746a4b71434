import { Fault } from '../../domain/errors.ts';
import { sealPath } from '../../domain/location/location-layout.ts';
import type { LocationStatus } from '../../domain/location/location-spec.ts';
import type { Doubt, SealsRead, UnreadBackup } from '../../domain/location/maintenance.ts';
import type { ReadSealsCheckpoint } from '../../domain/operation/checkpoints.ts';
import type { Run } from '../../domain/operation/operation.ts';
import { orInvalid } from '../../platform/or-invalid.ts';
import type { Uses } from '../../platform/services.ts';
import type { Location } from '../../services/location/location.ts';
import { type Compared, compareCopies, type LostCopy } from './compare-copies.ts';
import { readUnread } from './read-parts.ts';
import { readSealsPage, unreadable } from './read-seals.ts';

/** A maintenance's look at all that is sealed at its location, in this Task. */
export interface Look {
  services: Uses<'catalog' | 'clock' | 'ledger' | 'log'>;
  location: Location;
  run: Run;
  /** How far it has come. */
  place: ReadSealsCheckpoint;
  /** Whether the Task records its place and comes back. */
  isLate(): boolean;
  /** Read once in a Task. */
  known?: { sealed: ReadonlySet<string>; altered: ReadonlySet<string>; doubted: ReadonlySet<string> };
}

export const EMPTY: Omit<SealsRead, 'n'> = { sealed: [], kept: {}, keptRuns: [], orphans: [], doubts: [] };

export async function record({ services, run, place }: Look, row: Partial<SealsRead>): Promise<void> {
  await services.ledger.recordSeals(run, { ...EMPTY, ...row, n: place.n });
  place.n += 1;
}

/** To the next page, or after the last one to the next part of the work. */
export function advance({ place }: Look, cursor: string | undefined, next: ReadSealsCheckpoint['part']): void {
  if (cursor) place.cursor = cursor;
  else {
    delete place.cursor;
    place.part = next;
  }
}

export async function readStatus({ catalog }: Uses<'catalog'>, location: Location): Promise<Partial<LocationStatus>> {
  return (await catalog.read('location', location.ref.name))?.status ?? {};
}

const MAX_NAMED = 20;
/** Whatever lies in its place, it is not the seal; one that the store refuses to give may be. */
const ALTERED = new Set(['part.not_found', 'part.invalid', 'seal.invalid', 'object.too_large']);

/** Compares one page of the backups that the ledger knows with what was read. */
export async function comparePage(look: Look): Promise<void> {
  const { services, location, place } = look;
  look.known ??= await readKnown(look);
  const { items, nextCursor } = await services.ledger.listCopies(location.locationUid, place.cursor);
  const { doubted, ...known } = look.known;
  const { lost, unread } = await compareCopies(services, location, items, { ...known, before: place.startedAt });
  if (unread.length > 0) {
    const keptRuns = unread.map(({ backupId }) => backupId);
    const news = unread.filter(({ backupId }) => !doubted.has(backupId));
    await record(look, { keptRuns, doubts: news.map(doubtOfUnread) });
  }
  if (lost.length > 0) {
    const missing = lost.filter(({ isAltered }) => !isAltered);
    const keptRuns = lost.map(({ backupId }) => backupId);
    // What is altered is a doubt already, and says more.
    await record(look, { keptRuns, doubts: missing.map(doubtOfMissing) });
    place.lost += lost.length;
    await warnOf(look, 'without their seal', missing);
    const altered = lost.filter(({ isAltered }) => isAltered);
    await warnOf(look, 'their copy at the location cannot be restored', altered);
  }
  advance(look, nextCursor, 'done');
}

async function readKnown({ services, run }: Look) {
  const read = await services.ledger.readSeals(run.operationId);
  const doubts = read.flatMap((page) => page.doubts);
  const doubted = new Set(doubts.map(({ backupId }) => backupId));
  const altered = new Set(doubts.filter(({ code }) => ALTERED.has(code)).map(({ backupId }) => backupId));
  const sealed = read.flatMap((page) => page.sealed).filter((id) => !altered.has(id));
  return { sealed: new Set(sealed), altered, doubted };
}

async function warnOf({ services: { ledger }, run }: Look, what: string, backups: readonly LostCopy[]): Promise<void> {
  if (backups.length === 0) return;
  const named = backups.slice(0, MAX_NAMED).map(({ backupId }) => backupId);
  const sentence = `${what}: ${named.join(', ')}${backups.length > MAX_NAMED ? ' …' : ''}`;
  const { warnings = [] } = (await ledger.readOperation(run.operationId)) ?? {};
  if (warnings.includes(sentence)) return;
  await ledger.updateOperation(run, { warnings: [...warnings, sentence].slice(0, 100) });
}

/** Nothing of it lies at the location, and of which cluster it is stands in its row only. */
function doubtOfUnread({ backupId, fault }: Compared['unread'][number]): Doubt {
  return { clusterId: 'unknown', backupId, ...unreadable(fault) };
}

function doubtOfMissing({ clusterId, backupId }: LostCopy): Doubt {
  const why = `${sealPath({ clusterId, backupId })} is not there, though nobody deleted the backup`;
  return { clusterId, backupId, code: 'seal.not_found', why };
}

/** Reads one page of seals. */
export async function readPage(look: Look): Promise<void> {
  const { services, location, place } = look;
  const startedAt = new Date(place.startedAt);
  const { rows, cursor } = await readSealsPage(location, place.cursor, startedAt, place.reads, (id) =>
    deletedAt(services, id),
  );
  for (const row of rows) await record(look, row);
  advance(look, cursor, 'doubted');
}

async function deletedAt({ ledger }: Look['services'], backupId: string): Promise<string | undefined> {
  const backup = await ledger.readOperation(backupId);
  return backup?.phase === 'Deleted' ? (backup.deletion?.doneAt ?? backup.updatedAt) : undefined;
}

/** What had a flaw when it was read last counts again when it is read whole, and has none. */
export async function doubtPage(look: Look): Promise<void> {
  const { services, location, place } = look;
  const { ledger } = services;
  const { items, nextCursor } = await ledger.listCopies(location.locationUid, place.cursor);
  const unread: UnreadBackup[] = [];
  for (const { operationId: backupId } of items.filter(({ lostAt }) => lostAt)) {
    const backup = await orInvalid(ledger.readOperation(backupId));
    // A doubt already, if anything of it is there.
    if (backup instanceof Fault) continue;
    const { clusterId } = backup?.refs.cluster ?? {};
    if (clusterId) unread.push({ clusterId, backupId, whole: true });
  }
  // Those of which the ledger knows nothing.
  const { findings = [] } = place.cursor ? {} : await readStatus(services, location);
  for (const { code, clusterId, backupId } of findings) {
    if (code === 'part.invalid' && backupId) unread.push({ clusterId, backupId, whole: true });
  }
  if (unread.length > 0) await record(look, { unread });
  advance(look, nextCursor, 'parts');
}

/** Reads the manifest parts that the rows ask for, as many as there is time for. */
export async function readParts(look: Look): Promise<void> {
  const { services, location, run, place, isLate } = look;
  const { prefixes } = place.reads;
  const onDoubt = (doubt: Doubt) => record(look, { doubts: [doubt] });
  const pages = await services.ledger.readSeals(run.operationId);
  const next = await readUnread(location, pages, place.next, { prefixes, isLate, onDoubt });
  if (next) place.next = next;
  else {
    delete place.next;
    advance(look, undefined, 'copies');
  }
}
