import type { Seal } from '../backup/seal.ts';
import { volumeIdOf } from '../ids.ts';
import type { Volume } from '../volume/volume.ts';
import { isOffloaded } from '../volume/volume-sets.ts';

/**
 * Namespaces in whose repositories a run may have saved something: by its rows, by its seal where that is known, and by the
 * rows of the deletion that took the seal.
 */
export function namespacesToDelete(
  volumes: readonly Volume[],
  seal: Seal | undefined,
  earlier: readonly Volume[] = [],
): string[] {
  const begun = volumes.filter((volume) => isOffloaded(volume) && volume.attempt > 0);
  const sealed = (seal?.volumes ?? []).filter(({ kopiaId }) => kopiaId !== undefined);
  return [...new Set([...begun, ...sealed, ...earlier].map(({ namespace }) => namespace))].toSorted();
}

/**
 * A deletion's row for one repository: it has attempts, a phase and a reason as a volume has, and stands for all volumes
 * of the namespace, which one Job deletes together.
 */
export function rowOfRepository(namespace: string, epoch: number): Volume {
  return {
    volumeId: volumeIdOf(`repository/${namespace}`),
    epoch,
    group: 0,
    namespace,
    pvc: '',
    pvcUid: '',
    volumeMode: 'Filesystem',
    accessModes: [],
    requestBytes: 0,
    capacityBytes: 0,
    why: 'snapshots of the run in the repository of this namespace',
    phase: 'Pending',
    attempt: 0,
    timings: {},
  };
}
