/**
 * The order in which objects come back: what others refer to goes first, what refuses or starts others goes last.
 * Kinds that are not named here are built-in ones beside the workloads, or custom resources, which go after them: a
 * controller that finds the Secrets and Services of its resource already there keeps them.
 */
const BANDS: readonly (readonly string[])[] = [
  ['CustomResourceDefinition.apiextensions.k8s.io'],
  ['Namespace'],
  ['StorageClass.storage.k8s.io'],
  ['PriorityClass.scheduling.k8s.io'],
  ['LimitRange'],
  ['ServiceAccount'],
  ['ClusterRole.rbac.authorization.k8s.io'],
  ['Role.rbac.authorization.k8s.io'],
  ['ClusterRoleBinding.rbac.authorization.k8s.io'],
  ['RoleBinding.rbac.authorization.k8s.io'],
  ['Secret'],
  ['ConfigMap'],
  ['PersistentVolume'],
  ['PersistentVolumeClaim'],
  ['NetworkPolicy.networking.k8s.io'],
  ['Service'],
  ['Endpoints'],
  ['EndpointSlice.discovery.k8s.io'],
  ['Pod'],
  ['ReplicaSet.apps'],
  ['ReplicationController'],
  ['Deployment.apps'],
  ['StatefulSet.apps'],
  ['DaemonSet.apps'],
  ['Job.batch'],
  ['CronJob.batch'],
];

const LAST: readonly (readonly string[])[] = [
  // its status is counted by a controller; until then it would refuse what it should only limit
  ['ResourceQuota'],
  [
    'MutatingWebhookConfiguration.admissionregistration.k8s.io',
    'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
    'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
    'APIService.apiregistration.k8s.io',
  ],
];

/** Groups of the API server itself: everything else is a custom resource, or of an aggregated API. */
export const BUILT_IN_GROUPS: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

const OTHER_BUILT_IN = BANDS.length;
const CUSTOM = BANDS.length + 1;

const RANKS: ReadonlyMap<string, number> = new Map([
  ...BANDS.flatMap((names, rank) => names.map((name): [string, number] => [name, rank])),
  ...LAST.flatMap((names, at) => names.map((name): [string, number] => [name, CUSTOM + 1 + at])),
]);

/** Lower comes first. @param kindName `Deployment.apps` */
export function restoreRankOf(kindName: string): number {
  const rank = RANKS.get(kindName);
  if (rank !== undefined) return rank;
  const dot = kindName.indexOf('.');
  return BUILT_IN_GROUPS.has(dot < 0 ? '' : kindName.slice(dot + 1)) ? OTHER_BUILT_IN : CUSTOM;
}

/** For sort: by rank, then by name, so that every run of a restore takes the same order. */
export function byRestoreOrder(a: string, b: string): number {
  return restoreRankOf(a) - restoreRankOf(b) || (a < b ? -1 : a > b ? 1 : 0);
}
