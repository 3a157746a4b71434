import { Fault } from '../domain/errors.ts';
import { MARKER } from '../domain/location-layout.ts';
import type { MaintenanceSpec, SealsRead } from '../domain/maintenance.ts';
import { done, waiting } from '../domain/step-result.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, step } from '../runtime/step.ts';
import { compareCopies } from '../runtime/upkeep/compare-copies.ts';
import { holdMaintenance } from '../runtime/upkeep/maintenance-lease.ts';
import { hasOwnMarker } from '../runtime/upkeep/own-location.ts';
import { readSealsPage } from '../runtime/upkeep/read-seals.ts';

/** A Task that has less left records its place and comes back. */
const SLICE_MS = 40_000;
const MOST_NAMED = 20;
/** Ids of thirty bytes; a table takes 400 KB. */
const MOST_IN_ROW = 5_000;

/** Whatever lies in its place, it is not the seal; one that the store refuses to give may be. */
const ALTERED = new Set(['part.missing', 'seal.invalid', 'object.too_large']);

interface Place {
  /** Which part of the work it is in. */
  part: 'backups' | 'copies' | 'done';
  cursor?: string;
  /** The next row. */
  n: number;
  startedAt: string;
  lost: number;
}

type Used = Pick<Services, 'clock' | 'config' | 'leases' | 'ledger' | 'locations' | 'log'>;

/**
 * Reads and verifies every seal at the location, since what they list is what stays, then compares them with the backups
 * that the ledger knows. It removes nothing: that begins once all have been read.
 *
 * Open backups are noted before the first page: one that is sealed meanwhile is either among them or on a later page.
 */
export function readSeals(services: Used): Step {
  const { clock, config, ledger, locations } = services;
  return step<MaintenanceSpec>('ReadSeals', services, async ({ operation, run, remainingMs }) => {
    await holdMaintenance(services, operation);
    if (!operation.refs.location) throw new Fault('internal', 'the maintenance names no location');
    const location = await locations.open(operation.refs.location);
    const place = parsePlace(operation.places?.ReadSeals) ?? (await begin());
    let known: { sealed: ReadonlySet<string>; altered: ReadonlySet<string> } | undefined;
    while (place.part !== 'done') {
      if (place.part === 'backups') await readPage();
      else await comparePage();
      await ledger.updateOperation(run, { places: { ...operation.places, ReadSeals: JSON.stringify(place) } });
      if (remainingMs() < SLICE_MS) return waiting(0, { pages: place.n });
    }
    if (!(await hasOwnMarker(location, config.installationId))) {
      throw new Fault('location.marker_missing', `${MARKER} is not at location ${location.ref.name} any more`);
    }
    return done({ pages: place.n, lost: place.lost });

    async function begin(): Promise<Place> {
      const startedAt = clock.now().toISOString();
      const open = (await ledger.listOpen()).filter((id) => id.startsWith('bk-'));
      let n = 0;
      for (; n === 0 || n * MOST_IN_ROW < open.length; n += 1) {
        const keptRuns = open.slice(n * MOST_IN_ROW, (n + 1) * MOST_IN_ROW);
        await ledger.recordSeals(run, { ...EMPTY, n, keptRuns });
      }
      return { part: 'backups', n, startedAt, lost: 0 };
    }

    async function readPage(): Promise<void> {
      const { rows, cursor } = await readSealsPage(location, place.cursor, new Date(place.startedAt));
      for (const row of rows) {
        await ledger.recordSeals(run, { ...row, n: place.n });
        place.n += 1;
      }
      advance(cursor, 'copies');
    }

    async function comparePage(): Promise<void> {
      known ??= await readKnown();
      const { items, nextCursor } = await ledger.listCopies(location.locationUid, place.cursor);
      const lost = await compareCopies(services, location, items, { ...known, before: place.startedAt });
      if (lost.length > 0) {
        await ledger.recordSeals(run, { ...EMPTY, n: place.n, keptRuns: lost });
        place.n += 1;
        place.lost += lost.length;
        await warn(
          `without their seal: ${lost.slice(0, MOST_NAMED).join(', ')}${lost.length > MOST_NAMED ? ' …' : ''}`,
        );
      }
      advance(nextCursor, 'done');
    }

    async function readKnown() {
      const read = await ledger.readSeals(run.operationId);
      const altered = read.flatMap(({ doubts }) =>
        doubts.flatMap(({ code = '', backupId }) => (ALTERED.has(code) && backupId ? [backupId] : [])),
      );
      return { sealed: new Set(read.flatMap((page) => page.sealed)), altered: new Set(altered) };
    }

    function advance(cursor: string | undefined, next: Place['part']): void {
      if (cursor) place.cursor = cursor;
      else {
        delete place.cursor;
        place.part = next;
      }
    }

    async function warn(sentence: string): Promise<void> {
      const { warnings } = (await ledger.readOperation(run.operationId)) ?? operation;
      if (warnings.includes(sentence)) return;
      await ledger.updateOperation(run, { warnings: [...warnings, sentence].slice(0, 100) });
    }
  });
}

const EMPTY: Omit<SealsRead, 'n'> = { sealed: [], kept: {}, keptRuns: [], orphans: [], doubts: [] };

function parsePlace(text: string | undefined): Place | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Place);
}
