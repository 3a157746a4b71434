/** A kind of Kubernetes object, as its REST path needs it. */
export interface Kind {
  /** `''` for the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
}

function kind(group: string, version: string, name: string, plural: string, namespaced = true): Kind {
  return { group, version, kind: name, plural, namespaced };
}

const SNAPSHOT = 'snapshot.storage.k8s.io';

export const NAMESPACE = kind('', 'v1', 'Namespace', 'namespaces', false);
export const PVC = kind('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims');
export const PV = kind('', 'v1', 'PersistentVolume', 'persistentvolumes', false);
export const POD = kind('', 'v1', 'Pod', 'pods');
export const SECRET = kind('', 'v1', 'Secret', 'secrets');
export const EVENT = kind('', 'v1', 'Event', 'events');
export const NODE = kind('', 'v1', 'Node', 'nodes', false);
export const SERVICE_ACCOUNT = kind('', 'v1', 'ServiceAccount', 'serviceaccounts');
export const RESOURCE_QUOTA = kind('', 'v1', 'ResourceQuota', 'resourcequotas');
export const JOB = kind('batch', 'v1', 'Job', 'jobs');
export const STORAGE_CLASS = kind('storage.k8s.io', 'v1', 'StorageClass', 'storageclasses', false);
export const VOLUME_SNAPSHOT = kind(SNAPSHOT, 'v1', 'VolumeSnapshot', 'volumesnapshots');
export const VOLUME_SNAPSHOT_CONTENT = kind(SNAPSHOT, 'v1', 'VolumeSnapshotContent', 'volumesnapshotcontents', false);
export const VOLUME_SNAPSHOT_CLASS = kind(SNAPSHOT, 'v1', 'VolumeSnapshotClass', 'volumesnapshotclasses', false);
export const CLUSTER_ROLE = kind('rbac.authorization.k8s.io', 'v1', 'ClusterRole', 'clusterroles', false);
export const CLUSTER_ROLE_BINDING = kind(
  'rbac.authorization.k8s.io',
  'v1',
  'ClusterRoleBinding',
  'clusterrolebindings',
  false,
);
export const ROLE = kind('rbac.authorization.k8s.io', 'v1', 'Role', 'roles');
export const ROLE_BINDING = kind('rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings');
export const CRD = kind('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', false);

export function apiVersionOf({ group, version }: Kind): string {
  return group === '' ? version : `${group}/${version}`;
}
