import { Fault } from '../../domain/errors.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import { isOfData } from '../../domain/transfer/transfer.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { orInvalid } from '../../platform/or-invalid.ts';
import type { Services } from '../../platform/services.ts';

/** Of a first upload, if the volume is full: nobody knows how much it holds. */
const BYTES_PER_SECOND = 50_000_000;
/** Of a container that does nothing. */
const LEAST_SECONDS = 3;

/**
 * How long the mover of each volume is expected to run, by volume: as long as in the backup that wrote to its repository
 * last, or else what the whole of it takes.
 * @param newestOf the last backup that stands in the repository of a namespace
 */
export async function secondsOfUploads(
  { ledger }: Pick<Services, 'ledger'>,
  volumes: readonly Volume[],
  newestOf: (namespace: string) => Promise<Operation | undefined>,
): Promise<ReadonlyMap<string, number>> {
  // With one there is nobody to share with.
  if (volumes.length < 2) return new Map();
  const before = new Map<string, number>();
  const read = new Set<string>();
  for (const namespace of new Set(volumes.map((volume) => volume.namespace))) {
    const newest = await newestOf(namespace);
    if (!newest || read.has(newest.operationId)) continue;
    read.add(newest.operationId);
    // It is a guess: rows of another backup that cannot be read keep this one from nothing.
    const rows = await orInvalid(ledger.readTransfers(newest));
    if (rows instanceof Fault) continue;
    for (const transfer of rows.transfers.filter(isOfData)) {
      const { result, volumeId } = transfer;
      if (volumeId && result?.seconds !== undefined) before.set(volumeId, result.seconds);
    }
  }
  return new Map(
    volumes.map(({ volumeId, capacityBytes }) => {
      return [volumeId, LEAST_SECONDS + (before.get(volumeId) ?? capacityBytes / BYTES_PER_SECOND)];
    }),
  );
}
