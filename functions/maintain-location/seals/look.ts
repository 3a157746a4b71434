import type { LocationStatus } from '../../domain/location/location-spec.ts';
import type { SealsRead } from '../../domain/location/maintenance.ts';
import type { ReadSealsCheckpoint } from '../../domain/operation/checkpoints.ts';
import type { Run } from '../../domain/operation/operation.ts';
import type { Services } from '../../platform/services.ts';
import type { Location } from '../../services/location/location.ts';

/** A maintenance's look at all that is sealed at its location, in this Task. */
export interface Look {
  services: Pick<Services, 'catalog' | 'clock' | 'ledger' | 'log'>;
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

export async function readStatus(
  { catalog }: Pick<Services, 'catalog'>,
  location: Location,
): Promise<Partial<LocationStatus>> {
  return (await catalog.read('location', location.ref.name))?.status ?? {};
}
