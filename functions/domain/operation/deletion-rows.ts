import { isUploaded } from '../backup/methods.ts';
import type { Seal } from '../backup/seal.ts';
import { type PruneTransfer, type Transfer, transferIdOf } from '../transfer/transfer.ts';
import type { Volume } from '../volume/volume.ts';
import type { OperationRefs } from './refs.ts';

interface Earlier {
  transfers: readonly Pick<Transfer, 'repository'>[];
  volumes: readonly { namespace: string }[];
}

/**
 * Namespaces in whose repositories a run may have saved something: by its rows, by its seal where that is known, and by
 * what the deletion that took the seal had to prune. Until 0.2 a deletion kept that in rows of volumes.
 */
export function namespacesToDelete(
  volumes: readonly Volume[],
  seal: Seal | undefined,
  earlier: Earlier = { transfers: [], volumes: [] },
): string[] {
  const begun = volumes.filter((volume) => isUploaded(volume) && volume.attempt > 0);
  const sealed = (seal?.volumes ?? []).filter(({ kopiaId }) => kopiaId !== undefined);
  const pruned = [...earlier.transfers.map(({ repository }) => repository), ...earlier.volumes];
  return [...new Set([...begun, ...sealed, ...pruned].map(({ namespace }) => namespace))].toSorted();
}

/** One Job deletes the snapshots of all volumes of a namespace together, at each location. */
export function planPrunes(
  { cluster, locations }: OperationRefs,
  namespaces: readonly string[],
  epoch: number,
): PruneTransfer[] {
  return locations.flatMap((location) =>
    namespaces.map((namespace) => ({
      id: transferIdOf('prune', location, namespace),
      epoch,
      work: 'prune',
      location,
      repository: { clusterId: cluster.clusterId, namespace },
      phase: 'Pending',
      attempt: 0,
    })),
  );
}
