import { Fault } from '../../domain/errors.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import { isOfData } from '../../domain/transfer/transfer.ts';
import type { MoverResult, Volume } from '../../domain/volume/volume.ts';
import { orInvalid } from '../../platform/or-invalid.ts';
import type { Services } from '../../platform/services.ts';

/** Of a first upload, if the volume is full: nobody knows how much it holds. */
const BYTES_PER_SECOND = 50_000_000;
/** Of a volume of which nothing changed: its mover starts and ends. */
export const LEAST_SECONDS = 1;
/** Of what a volume holds, in the run after one that read all of it: nobody knows how much changes. */
const CHANGED = 0.1;

/** The last backup that stands in the repository of a namespace. */
type NewestOf = (namespace: string) => Promise<Operation | undefined>;

/**
 * How long the mover of each volume is expected to run, by volume: as long as in the backup that wrote to its repository
 * last, or a part of that where that one read all of it; or else what the whole of it takes.
 */
export async function secondsOfUploads(
  services: Pick<Services, 'ledger'>,
  volumes: readonly Volume[],
  newestOf: NewestOf,
): Promise<ReadonlyMap<string, number>> {
  // With one there is nobody to share with.
  if (volumes.length < 2) return new Map();
  const before = await readLastUploads(services, volumes, newestOf);
  return new Map(volumes.map((volume) => [volume.volumeId, secondsOf(volume, before.get(volume.volumeId))]));
}

export function secondsOf({ capacityBytes }: Pick<Volume, 'capacityBytes'>, before: MoverResult | undefined): number {
  const { seconds = capacityBytes / BYTES_PER_SECOND, fullRead = false } = before ?? {};
  return LEAST_SECONDS + seconds * (fullRead ? CHANGED : 1);
}

/** What the last uploads of these volumes came to, by volume. */
export async function readLastUploads(
  { ledger }: Pick<Services, 'ledger'>,
  volumes: readonly Volume[],
  newestOf: NewestOf,
): Promise<ReadonlyMap<string, MoverResult>> {
  const before = new Map<string, MoverResult>();
  const read = new Set<string>();
  for (const namespace of new Set(volumes.map((volume) => volume.namespace))) {
    const newest = await newestOf(namespace);
    if (!newest || read.has(newest.operationId)) continue;
    read.add(newest.operationId);
    // It is a guess: rows of another backup that cannot be read keep this one from nothing.
    const rows = await orInvalid(ledger.readTransfers(newest));
    if (rows instanceof Fault) continue;
    for (const { result, volumeId } of rows.transfers.filter(isOfData)) {
      if (volumeId && result) before.set(volumeId, result);
    }
  }
  return before;
}
