import { objectNameOf } from '../../domain/ids.ts';
import type { Volume } from '../../domain/volume.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { PV, PVC } from '../../services/cluster/kinds.ts';
import type { Movers } from '../../services/mover/mover.ts';

/**
 * Gives a volume's mover and its temporary claim back as soon as it has been read, so that storage for a thousand
 * volumes is never held at once. A class that says Retain would leak one volume a run: the temporary PV is set to
 * Delete first. CleanUp does the same for what this misses.
 */
export async function releaseMover(
  cluster: Cluster,
  movers: Movers,
  job: string,
  operationId: string,
  volume: Volume,
): Promise<void> {
  await movers.remove(cluster, job);
  await releaseClaim(cluster, objectNameOf(operationId, volume.volumeId));
}

export async function releaseClaim(cluster: Cluster, name: string): Promise<void> {
  const claim = await cluster.get(PVC, cluster.ownNamespace, name);
  if (!claim) return;
  const volumeName: unknown = claim.spec?.volumeName;
  if (typeof volumeName === 'string') {
    const volume = await cluster.get(PV, undefined, volumeName);
    const ours = volume?.spec?.claimRef?.uid === claim.metadata.uid;
    if (ours && volume?.spec?.persistentVolumeReclaimPolicy !== 'Delete') {
      await cluster.patch(PV, undefined, volumeName, { spec: { persistentVolumeReclaimPolicy: 'Delete' } });
    }
  }
  await cluster.delete(PVC, cluster.ownNamespace, name, claim.metadata.uid ? { uid: claim.metadata.uid } : {});
}
