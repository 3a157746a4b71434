import { Fault } from '../domain/errors.ts';
import { MARKER } from '../domain/location/location-layout.ts';
import type { LocationStatus } from '../domain/location/location-spec.ts';
import { partPrefixesOf } from '../domain/location/maintenance.ts';
import type { PartsToRead, ReadSealsCheckpoint } from '../domain/operation/checkpoints.ts';
import type { Run } from '../domain/operation/operation.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { hasOwnMarker } from '../operations/own-location.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Location } from '../services/location/location.ts';
import { holdMaintenance } from './seals/maintenance-lease.ts';
import { comparePage, doubtPage, EMPTY, type Look, readPage, readParts, readStatus } from './seals/turns.ts';

/** A Task that has less left records its place and comes back. */
const SLICE_MS = 40_000;
/** Ids of thirty bytes; a table takes 400 KB. */
const MAX_IN_ROW = 5_000;

/** Objects are dated by the store, maintenances by us. */
const CLOCKS_DIFFER_MS = 3_600_000;

const TURNS = { backups: readPage, doubted: doubtPage, parts: readParts, copies: comparePage };

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'leases' | 'ledger' | 'locations' | 'log'>;

/**
 * Reads and verifies every seal at the location, since what they list is what stays, and manifest parts: of what is new all,
 * of what was in doubt all, and a share of the others. Then it compares them with the backups that the ledger knows. It removes nothing: that begins once all have been read.
 *
 * Open backups are noted before the first page: one that is sealed meanwhile is either among them or on a later page.
 */
export function readSeals(services: Dependencies): Step {
  const { config, ledger, locations } = services;
  return step('maintenance', 'ReadSeals', services, async ({ operation, run, remainingMs }) => {
    await holdMaintenance(services, operation);
    const location = await locations.open(locationOf(operation));
    const place = operation.checkpoints?.ReadSeals ?? (await begin(services, location, run));
    const look: Look = { services, location, run, place, isLate: () => remainingMs() < SLICE_MS };
    while (place.part !== 'done') {
      await TURNS[place.part](look);
      await ledger.updateOperation(run, { checkpoints: { ...operation.checkpoints, ReadSeals: place } });
      if (look.isLate()) return waiting(0, { pages: place.n });
    }
    if (!(await hasOwnMarker(location, config.installationId))) {
      throw new Fault('location.marker_not_found', `${MARKER} is not at location ${location.ref.name} any more`);
    }
    await ledger.updateOperation(run, { partsReadAt: place.startedAt });
    return done({ pages: place.n, lost: place.lost });
  });
}

async function begin(
  { catalog, clock, ledger }: Dependencies,
  location: Location,
  run: Run,
): Promise<ReadSealsCheckpoint> {
  const startedAt = clock.now().toISOString();
  const open = (await ledger.listIncomplete()).filter((id) => id.startsWith('bk-'));
  let n = 0;
  for (; n === 0 || n * MAX_IN_ROW < open.length; n += 1) {
    const keptRuns = open.slice(n * MAX_IN_ROW, (n + 1) * MAX_IN_ROW);
    await ledger.recordSeals(run, { ...EMPTY, n, keptRuns });
  }
  const reads = partsToRead(await readStatus({ catalog }, location), clock.now());
  return { part: 'backups', n, startedAt, lost: 0, reads };
}

/** A location of an earlier version has a maintenance that has read seals only: then the day's share is what is read. */
function partsToRead({ partsReadAt, maintenance }: LocationStatus, now: Date): PartsToRead {
  const since = partsReadAt ?? maintenance?.at;
  const prefixes = partPrefixesOf(partsReadAt, now);
  return since ? { since: new Date(Date.parse(since) - CLOCKS_DIFFER_MS).toISOString(), prefixes } : { prefixes };
}
