import { Fault } from '../../domain/errors.ts';
import type { Doubt, UnreadBackup } from '../../domain/location/maintenance.ts';
import { orInvalid } from '../../platform/or-invalid.ts';
import { advance, type Look, readStatus, record } from './look.ts';
import { readUnread } from './read-parts.ts';
import { readSealsPage } from './read-seals.ts';

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
