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

/** The last backups that stand in the repository of a namespace, newest first. */
type BackupsOf = (namespace: string) => Promise<readonly Operation[]>;

/**
 * How long the mover of each volume is expected to run, by volume: as long as in the last backup that uploaded
 * it, or a part of that where that one read all of it; or else what the whole of it takes.
 */
export async function secondsOfUploads(
  services: Pick<Services, 'ledger'>,
  volumes: readonly Volume[],
  backupsOf: BackupsOf,
): Promise<ReadonlyMap<string, number>> {
  // With one there is nobody to share with.
  if (volumes.length < 2) return new Map();
  const before = await readLastUploads(services, volumes, backupsOf);
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
  backupsOf: BackupsOf,
): Promise<ReadonlyMap<string, MoverResult>> {
  const before = new Map<string, MoverResult>();
  const read = new Set<string>();
  for (const [namespace, wanted] of Map.groupBy(volumes, (volume) => volume.namespace)) {
    for (const backup of await backupsOf(namespace)) {
      // One of a part of the namespace tells nothing of the rest.
      if (wanted.every(({ volumeId }) => before.has(volumeId))) break;
      if (read.has(backup.operationId)) continue;
      read.add(backup.operationId);
      // It is a guess: rows of another backup that cannot be read keep this one from nothing.
      const rows = await orInvalid(ledger.readTransfers(backup));
      if (rows instanceof Fault) continue;
      for (const { result, volumeId } of rows.transfers.filter(isOfData)) {
        if (volumeId && result && !before.has(volumeId)) before.set(volumeId, result);
      }
    }
  }
  return before;
}
