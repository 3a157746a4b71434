import { Fault } from '../domain/errors.ts';
import { MARKER, sealPath } from '../domain/location/location-layout.ts';
import type { LocationStatus } from '../domain/location/location-spec.ts';
import { type Doubt, partPrefixesOf, type SealsRead, type UnreadBackup } from '../domain/location/maintenance.ts';
import type { PartsToRead, ReadSealsCheckpoint } from '../domain/operation/checkpoints.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { hasOwnMarker } from '../operations/own-location.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { compareCopies, type LostCopy } from './seals/compare-copies.ts';
import { holdMaintenance } from './seals/maintenance-lease.ts';
import { readUnread } from './seals/read-parts.ts';
import { readSealsPage } from './seals/read-seals.ts';

/** A Task that has less left records its place and comes back. */
const SLICE_MS = 40_000;
const MOST_NAMED = 20;
/** Ids of thirty bytes; a table takes 400 KB. */
const MOST_IN_ROW = 5_000;

/** Whatever lies in its place, it is not the seal; one that the store refuses to give may be. */
const ALTERED = new Set(['part.missing', 'part.invalid', 'seal.invalid', 'object.too_large']);
/** Objects are dated by the store, maintenances by us. */
const CLOCKS_DIFFER_MS = 3_600_000;

type Used = Pick<Services, 'catalog' | 'clock' | 'config' | 'leases' | 'ledger' | 'locations' | 'log'>;

/**
 * Reads and verifies every seal at the location, since what they list is what stays, and manifest parts: of what is new all,
 * of what was in doubt all, and a share of the others. Then it compares them with the backups that the ledger knows. It removes nothing: that begins once all have been read.
 *
 * Open backups are noted before the first page: one that is sealed meanwhile is either among them or on a later page.
 */
export function readSeals(services: Used): Step {
  const { catalog, clock, config, ledger, locations } = services;
  return step('maintenance', 'ReadSeals', services, async ({ operation, run, remainingMs }) => {
    await holdMaintenance(services, operation);
    if (!operation.refs.location) throw new Fault('internal', 'the maintenance names no location');
    const location = await locations.open(operation.refs.location);
    const place = operation.checkpoints?.ReadSeals ?? (await begin());
    const turns = { backups: readPage, doubted: doubtPage, parts: readParts, copies: comparePage };
    let known: { sealed: ReadonlySet<string>; altered: ReadonlySet<string> } | undefined;
    while (place.part !== 'done') {
      await turns[place.part]();
      await ledger.updateOperation(run, { checkpoints: { ...operation.checkpoints, ReadSeals: place } });
      if (remainingMs() < SLICE_MS) return waiting(0, { pages: place.n });
    }
    if (!(await hasOwnMarker(location, config.installationId))) {
      throw new Fault('location.marker_missing', `${MARKER} is not at location ${location.ref.name} any more`);
    }
    // That of an earlier version has read none.
    if (place.reads) await ledger.updateOperation(run, { partsReadAt: place.startedAt });
    return done({ pages: place.n, lost: place.lost });

    async function begin(): Promise<ReadSealsCheckpoint> {
      const startedAt = clock.now().toISOString();
      const open = (await ledger.listOpen()).filter((id) => id.startsWith('bk-'));
      let n = 0;
      for (; n === 0 || n * MOST_IN_ROW < open.length; n += 1) {
        const keptRuns = open.slice(n * MOST_IN_ROW, (n + 1) * MOST_IN_ROW);
        await ledger.recordSeals(run, { ...EMPTY, n, keptRuns });
      }
      return { part: 'backups', n, startedAt, lost: 0, reads: partsToRead(await readStatus(), clock.now()) };
    }

    async function readStatus(): Promise<Partial<LocationStatus>> {
      return (await catalog.read('location', location.ref.name))?.status ?? {};
    }

    async function readPage(): Promise<void> {
      const startedAt = new Date(place.startedAt);
      const { rows, cursor } = await readSealsPage(location, place.cursor, startedAt, place.reads, deletedAt);
      for (const row of rows) await record(row);
      advance(cursor, 'doubted');
    }

    async function deletedAt(backupId: string): Promise<string | undefined> {
      const backup = await ledger.readOperation(backupId);
      return backup?.phase === 'Deleted' ? (backup.deletion?.doneAt ?? backup.updatedAt) : undefined;
    }

    /** What had a flaw when it was read last counts again when it is read whole, and has none. */
    async function doubtPage(): Promise<void> {
      const { items, nextCursor } = await ledger.listCopies(location.locationUid, place.cursor);
      const unread: UnreadBackup[] = [];
      for (const { operationId: backupId } of items.filter(({ lostAt }) => lostAt)) {
        const { clusterId } = (await ledger.readOperation(backupId))?.refs.cluster ?? {};
        if (clusterId) unread.push({ clusterId, backupId, whole: true });
      }
      // Those of which the ledger knows nothing.
      const { findings = [] } = place.cursor ? {} : await readStatus();
      for (const { code, clusterId, backupId } of findings) {
        if (code === 'part.invalid' && backupId) unread.push({ clusterId, backupId, whole: true });
      }
      if (unread.length > 0) await record({ unread });
      advance(nextCursor, 'parts');
    }

    async function readParts(): Promise<void> {
      const { prefixes = [] } = place.reads ?? {};
      const isLate = () => remainingMs() < SLICE_MS;
      const onDoubt = (doubt: Doubt) => record({ doubts: [doubt] });
      const pages = await ledger.readSeals(run.operationId);
      const next = await readUnread(location, pages, place.next, { prefixes, isLate, onDoubt });
      if (next) place.next = next;
      else {
        delete place.next;
        advance(undefined, 'copies');
      }
    }

    async function record(row: Partial<SealsRead>): Promise<void> {
      await ledger.recordSeals(run, { ...EMPTY, ...row, n: place.n });
      place.n += 1;
    }

    async function comparePage(): Promise<void> {
      known ??= await readKnown();
      const { items, nextCursor } = await ledger.listCopies(location.locationUid, place.cursor);
      const lost = await compareCopies(services, location, items, { ...known, before: place.startedAt });
      if (lost.length > 0) {
        const missing = lost.filter(({ isAltered }) => !isAltered);
        const keptRuns = lost.map(({ backupId }) => backupId);
        // What is altered is a doubt already, and says more.
        await record({ keptRuns, doubts: missing.map(doubtOfMissing) });
        place.lost += lost.length;
        await warnOf('without their seal', missing);
        await warnOf(
          'their copy at the location cannot be restored',
          lost.filter(({ isAltered }) => isAltered),
        );
      }
      advance(nextCursor, 'done');
    }

    async function readKnown() {
      const read = await ledger.readSeals(run.operationId);
      const altered = read.flatMap(({ doubts }) =>
        doubts.flatMap(({ code = '', backupId }) => (ALTERED.has(code) && backupId ? [backupId] : [])),
      );
      const sealed = read.flatMap((page) => page.sealed).filter((id) => !altered.includes(id));
      return { sealed: new Set(sealed), altered: new Set(altered) };
    }

    function advance(cursor: string | undefined, next: ReadSealsCheckpoint['part']): void {
      if (cursor) place.cursor = cursor;
      else {
        delete place.cursor;
        place.part = next;
      }
    }

    async function warnOf(what: string, backups: readonly LostCopy[]): Promise<void> {
      if (backups.length === 0) return;
      const named = backups.slice(0, MOST_NAMED).map(({ backupId }) => backupId);
      const sentence = `${what}: ${named.join(', ')}${backups.length > MOST_NAMED ? ' …' : ''}`;
      const { warnings } = (await ledger.readOperation(run.operationId)) ?? operation;
      if (warnings.includes(sentence)) return;
      await ledger.updateOperation(run, { warnings: [...warnings, sentence].slice(0, 100) });
    }
  });
}

const EMPTY: Omit<SealsRead, 'n'> = { sealed: [], kept: {}, keptRuns: [], orphans: [], doubts: [] };

function doubtOfMissing({ clusterId, backupId }: LostCopy): Doubt {
  const why = `${sealPath({ clusterId, backupId })} is not there, though nobody deleted the backup`;
  return { clusterId, backupId, code: 'seal.missing', why };
}

/** A location of an earlier version has a maintenance that has read seals only: then the day's share is what is read. */
function partsToRead({ partsReadAt, maintenance }: LocationStatus, now: Date): PartsToRead {
  const since = partsReadAt ?? maintenance?.at;
  const prefixes = partPrefixesOf(partsReadAt, now);
  return since ? { since: new Date(Date.parse(since) - CLOCKS_DIFFER_MS).toISOString(), prefixes } : { prefixes };
}
