import type { KubeObject, ObjectReference } from '../objects.ts';

/** The storage kinds as far as the controllers read them. */
export interface DataSource {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
}

export interface Claim extends KubeObject {
  spec: {
    accessModes: string[];
    storageClassName?: string;
    volumeName?: string;
    volumeMode?: string;
    resources: { requests: { storage: string } };
    selector?: { matchLabels?: Record<string, string> };
    dataSource?: DataSource;
    dataSourceRef?: DataSource;
  };
  status?: { phase: string; accessModes?: string[]; capacity?: { storage: string } };
}

export interface Volume extends KubeObject {
  spec: {
    accessModes: string[];
    capacity: { storage: string };
    storageClassName?: string;
    volumeMode?: string;
    persistentVolumeReclaimPolicy: string;
    claimRef?: ObjectReference;
    csi?: { driver: string; volumeHandle: string };
  };
  status?: { phase: string };
}

export interface StorageClass extends KubeObject {
  provisioner: string;
  reclaimPolicy: string;
  volumeBindingMode: string;
  mountOptions?: string[];
}

export interface SnapshotError {
  message: string;
  time: string;
}

export interface Snapshot extends KubeObject {
  spec: {
    source: { persistentVolumeClaimName?: string; volumeSnapshotContentName?: string };
    volumeSnapshotClassName?: string;
  };
  status?: {
    boundVolumeSnapshotContentName?: string;
    creationTime?: string;
    readyToUse?: boolean;
    restoreSize?: string;
    error?: SnapshotError;
  };
}

export interface SnapshotContent extends KubeObject {
  spec: {
    deletionPolicy: string;
    driver: string;
    source: { volumeHandle?: string; snapshotHandle?: string };
    volumeSnapshotRef: ObjectReference;
    volumeSnapshotClassName?: string;
    sourceVolumeMode?: string;
  };
  status?: {
    snapshotHandle?: string;
    creationTime?: number;
    readyToUse?: boolean;
    restoreSize?: number;
    error?: SnapshotError;
  };
}

export interface SnapshotClass extends KubeObject {
  driver: string;
  deletionPolicy: string;
}

export const resources = {
  claims: 'persistentvolumeclaims',
  volumes: 'persistentvolumes',
  storageClasses: 'storageclasses.storage.k8s.io',
  snapshots: 'volumesnapshots.snapshot.storage.k8s.io',
  contents: 'volumesnapshotcontents.snapshot.storage.k8s.io',
  snapshotClasses: 'volumesnapshotclasses.snapshot.storage.k8s.io',
  pods: 'pods',
  jobs: 'jobs.batch',
} as const;

export const annotations = {
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  selectedNode: 'volume.kubernetes.io/selected-node',
  storageProvisioner: 'volume.kubernetes.io/storage-provisioner',
  betaStorageProvisioner: 'volume.beta.kubernetes.io/storage-provisioner',
  snapshotBeingCreated: 'snapshot.storage.kubernetes.io/volumesnapshot-being-created',
  snapshotBeingDeleted: 'snapshot.storage.kubernetes.io/volumesnapshot-being-deleted',
  allowModeChange: 'snapshot.storage.kubernetes.io/allow-volume-mode-change',
  defaultSnapshotClass: 'snapshot.storage.kubernetes.io/is-default-class',
} as const;

export const finalizers = {
  claimInUse: 'kubernetes.io/pvc-protection',
  volumeInUse: 'kubernetes.io/pv-protection',
  provisioner: 'external-provisioner.volume.kubernetes.io/finalizer',
  content: 'snapshot.storage.kubernetes.io/volumesnapshotcontent-bound-protection',
  snapshotBound: 'snapshot.storage.kubernetes.io/volumesnapshot-bound-protection',
  snapshotSource: 'snapshot.storage.kubernetes.io/volumesnapshot-as-source-protection',
  claimSource: 'snapshot.storage.kubernetes.io/pvc-as-source-protection',
} as const;
