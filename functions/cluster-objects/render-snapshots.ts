import { objectNameOf } from '../domain/ids.ts';
import { labelsOf, type Ownership } from '../domain/manifest/labels.ts';
import type { LocalCopy, SnapshotFacts, Volume } from '../domain/volume/volume.ts';
import type { KubeObject } from '../services/cluster/cluster.ts';

export const SNAPSHOT_MANAGED_BY = 'snapshot.storage.kubernetes.io/managed-by';
export const DELETION_SECRETS = [
  'snapshot.storage.kubernetes.io/deletion-secret-name',
  'snapshot.storage.kubernetes.io/deletion-secret-namespace',
];

/** The VolumeSnapshot that cuts a volume, in the application's namespace until it is adopted. */
export function renderSnapshot(volume: Volume, owner: Ownership): KubeObject {
  return {
    metadata: {
      name: objectNameOf(owner.operationId, volume.volumeId),
      namespace: volume.namespace,
      labels: labelsOf(owner),
    },
    spec: { volumeSnapshotClassName: volume.volumeSnapshotClass, source: { persistentVolumeClaimName: volume.pvc } },
  };
}

/**
 * The local copy: a static pair of our own that points at the snapshot. Retain, so that nothing that happens to the pair
 * by accident deletes the snapshot; freeing it sets Delete as the last act.
 * @param className only when the class still exists: a static content with a class that is gone never becomes ready
 */
export function renderPair(
  facts: SnapshotFacts,
  copy: Pick<LocalCopy, 'namespace' | 'volumeSnapshot' | 'content'>,
  owner: Ownership,
  className: string | undefined,
): { content: KubeObject; volumeSnapshot: KubeObject } {
  const labels = labelsOf(owner);
  const classField = className ? { volumeSnapshotClassName: className } : {};
  return {
    content: {
      metadata: { name: copy.content, labels: { ...facts.labels, ...labels }, annotations: facts.annotations },
      spec: {
        driver: facts.driver,
        deletionPolicy: 'Retain',
        source: { snapshotHandle: facts.handle },
        ...(facts.sourceVolumeMode ? { sourceVolumeMode: facts.sourceVolumeMode } : {}),
        ...classField,
        volumeSnapshotRef: { name: copy.volumeSnapshot, namespace: copy.namespace },
      },
    },
    volumeSnapshot: {
      metadata: { name: copy.volumeSnapshot, namespace: copy.namespace, labels },
      spec: { source: { volumeSnapshotContentName: copy.content }, ...classField },
    },
  };
}

/** The claim that a mover reads a snapshot through; as large as the largest of what its source says it is. */
export function renderTemporaryClaim(
  volume: Volume,
  name: string,
  namespace: string,
  snapshotName: string,
  owner: Ownership,
): KubeObject {
  const bytes = Math.max(volume.requestBytes, volume.capacityBytes, volume.snapshot?.restoreSizeBytes ?? 0);
  return {
    metadata: { name, namespace, labels: labelsOf(owner) },
    spec: {
      accessModes: ['ReadWriteOnce'],
      volumeMode: volume.volumeMode,
      ...(volume.storageClass ? { storageClassName: volume.storageClass } : {}),
      resources: { requests: { storage: String(bytes) } },
      dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: snapshotName },
    },
  };
}
