import { renderTemporaryClaim } from '../../cluster-objects/render-snapshots.ts';
import { ensureTemporaryClaim } from '../../cluster-objects/temporary-claim.ts';
import { objectNameOf } from '../../domain/ids.ts';
import { type Ownership, selectorOf } from '../../domain/manifest/labels.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Services } from '../../platform/services.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { PV, PVC } from '../../services/cluster/kinds.ts';

/** Makes temporary claims of an operation's uploads: each of the adopted snapshot, unless it is there already. */
export async function claimMaker(
  { config: { installationId } }: Pick<Services, 'config'>,
  operationId: string,
  cluster: Cluster,
): Promise<(volume: Volume, name: string) => Promise<void>> {
  const labelSelector = selectorOf(installationId, operationId, ['temporary-claim']);
  const [volumes, claims] = await Promise.all([
    cluster.listAll(PV),
    cluster.listAll(PVC, { namespace: cluster.ownNamespace, labelSelector }),
  ]);
  const standing = claims.filter(({ metadata }) => !metadata.deletionTimestamp);
  const there = new Set(standing.map(({ metadata }) => metadata.name));

  return async (volume, name) => {
    if (there.has(name)) return;
    const { localCopy, volumeId } = volume;
    const owner: Ownership = { installationId, operationId, role: 'temporary-claim', volumeId };
    const snapshotName = localCopy?.volumeSnapshot ?? objectNameOf(operationId, volumeId);
    const claim = renderTemporaryClaim(volume, name, cluster.ownNamespace, snapshotName, owner);
    await ensureTemporaryClaim(cluster, claim, owner, volumes);
  };
}
