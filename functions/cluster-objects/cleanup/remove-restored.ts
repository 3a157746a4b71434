import { capabilitiesOf } from '../../domain/backup/methods.ts';
import { selectorOf } from '../../domain/manifest/labels.ts';
import type { Residual } from '../../domain/operation/record.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { PV, PVC, VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../../services/cluster/kinds.ts';
import { removeTemporary, residualOf } from './remove-temporary.ts';

/**
 * Removes what a restore made for itself: movers, credentials, temporary claims with their volumes, and its pairs on the
 * backup's snapshots, whose contents say Retain: the snapshot is the backup's. What has reached the target namespace is
 * the user's, whether the restore succeeded or not: it stays.
 * @returns what is still there
 */
export async function removeRestored(
  cluster: Cluster,
  installationId: string,
  operationId: string,
  volumes: readonly Volume[],
): Promise<Residual[]> {
  const stranded: Residual[] = [];
  for (const volume of volumes) if (await takeBack(cluster, volume)) stranded.push(residualOfVolume(volume));
  const temporary = await removeTemporary(cluster, installationId, operationId);
  const claims = temporary.filter(({ kind }) => kind === 'Pod' || kind === 'PersistentVolumeClaim');
  if (claims.length > 0) return [...stranded, ...temporary];
  const pairs = volumes.some((volume) => capabilitiesOf(volume).restore === 'from-snapshot');
  return [...stranded, ...temporary, ...(pairs ? await removePairs(cluster, installationId, operationId) : [])];
}

/**
 * A volume between two claims: its temporary claim is gone, its target claim was never made. It is Released again by
 * pointing it back at the claim that is gone, with Delete: so its driver removes the storage, in every version of
 * Kubernetes. One whose target claim is there is the user's, and gets its policy.
 * @returns whether it is still there and has to go
 */
async function takeBack(cluster: Cluster, { pvc, phase, restored }: Volume): Promise<boolean> {
  if (!restored?.pv || phase === 'Done') return false;
  const pv = await cluster.get(PV, undefined, restored.pv);
  if (!pv || pv.metadata.uid !== restored.pvUid) return false;
  const target = await cluster.get(PVC, restored.namespace, pvc);
  const policyNow: unknown = pv.spec?.persistentVolumeReclaimPolicy;
  if (target?.spec?.volumeName === restored.pv) {
    const policy = restored.reclaimPolicy ?? 'Delete';
    if (policyNow !== policy) {
      await cluster.patch(PV, undefined, restored.pv, { spec: { persistentVolumeReclaimPolicy: policy } });
    }
    return false;
  }
  const back = { namespace: cluster.ownNamespace, name: restored.temporaryClaim, uid: restored.temporaryClaimUid };
  if (pv.spec?.claimRef?.uid !== back.uid || policyNow !== 'Delete') {
    await cluster.patch(PV, undefined, restored.pv, {
      spec: { persistentVolumeReclaimPolicy: 'Delete', claimRef: back },
    });
  }
  return true;
}

function residualOfVolume({ restored }: Volume): Residual {
  return { kind: 'PersistentVolume', name: restored?.pv ?? '', reason: 'being removed' };
}

/** The pairs of a restore on the snapshots of its backup; the snapshots stay. @returns what is still there */
export async function removePairs(cluster: Cluster, installationId: string, operationId: string): Promise<Residual[]> {
  const labelSelector = selectorOf(installationId, operationId, ['restore-source']);
  const namespace = cluster.ownNamespace;
  const contents = await cluster.listAll(VOLUME_SNAPSHOT_CONTENT, { labelSelector });
  const snapshots = await cluster.listAll(VOLUME_SNAPSHOT, { namespace, labelSelector });
  for (const { metadata, spec } of contents) {
    if (spec?.deletionPolicy !== 'Retain') {
      await cluster.patch(VOLUME_SNAPSHOT_CONTENT, undefined, metadata.name, { spec: { deletionPolicy: 'Retain' } });
    }
  }
  for (const { metadata } of snapshots) await cluster.delete(VOLUME_SNAPSHOT, namespace, metadata.name);
  if (snapshots.length === 0) {
    for (const { metadata } of contents) await cluster.delete(VOLUME_SNAPSHOT_CONTENT, undefined, metadata.name);
  }
  return [
    ...snapshots.map((snapshot) => residualOf(VOLUME_SNAPSHOT, snapshot)),
    ...contents.map((content) => residualOf(VOLUME_SNAPSHOT_CONTENT, content)),
  ];
}
