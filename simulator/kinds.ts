/** The kinds served, as discovery tells them. A CustomResourceDefinition adds to them at run time. */
export interface Kind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  namespaced: boolean;
  /** Whether the status is a subresource: dropped on create, kept on replace, written at …/status. */
  status: boolean;
  verbs: string[];
  subresources: string[];
  categories: string[];
  custom: boolean;
}

export const everyVerb = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

interface Traits {
  short?: string[];
  cluster?: boolean;
  status?: boolean;
  verbs?: string[];
  subresources?: string[];
  plural?: string;
  /** Whether `kubectl get all` shows it. */
  all?: boolean;
}

function pluralOf(singular: string): string {
  if (singular === 'endpoints') return singular;
  if (/(s|x|ch)$/.test(singular)) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function kind(groupVersion: string, name: string, traits: Traits = {}): Kind {
  const slash = groupVersion.indexOf('/');
  const singular = name.toLowerCase();
  return {
    group: slash < 0 ? '' : groupVersion.slice(0, slash),
    version: groupVersion.slice(slash + 1),
    kind: name,
    plural: traits.plural ?? pluralOf(singular),
    singular,
    shortNames: traits.short ?? [],
    namespaced: traits.cluster !== true,
    status: traits.status === true,
    verbs: traits.verbs ?? everyVerb,
    subresources: traits.subresources ?? [],
    categories: traits.all === true ? ['all'] : [],
    // The snapshot kinds are CRDs on a real cluster, and patched as such.
    custom: groupVersion.startsWith('snapshot.storage'),
  };
}

const cluster = { cluster: true };
const create = { verbs: ['create'] };
const storage = 'storage.k8s.io/v1';
const snapshot = 'snapshot.storage.k8s.io/v1';
const rbac = 'rbac.authorization.k8s.io/v1';

export const builtInKinds: readonly Kind[] = [
  kind('v1', 'Binding', create),
  kind('v1', 'ConfigMap', { short: ['cm'] }),
  kind('v1', 'Endpoints', { short: ['ep'] }),
  kind('v1', 'Event', { short: ['ev'] }),
  kind('v1', 'LimitRange', { short: ['limits'] }),
  kind('v1', 'Namespace', { short: ['ns'], cluster: true, status: true }),
  kind('v1', 'Node', { short: ['no'], cluster: true, status: true }),
  kind('v1', 'PersistentVolumeClaim', { short: ['pvc'], status: true }),
  kind('v1', 'PersistentVolume', { short: ['pv'], cluster: true, status: true }),
  kind('v1', 'Pod', { short: ['po'], status: true, subresources: ['log'], all: true }),
  kind('v1', 'PodTemplate'),
  kind('v1', 'ReplicationController', { short: ['rc'], status: true, all: true }),
  kind('v1', 'ResourceQuota', { short: ['quota'], status: true }),
  kind('v1', 'Secret'),
  kind('v1', 'ServiceAccount', { short: ['sa'] }),
  kind('v1', 'Service', { short: ['svc'], status: true, all: true }),
  kind('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', cluster),
  kind('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', cluster),
  kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { short: ['crd', 'crds'], cluster: true, status: true }),
  kind('apiregistration.k8s.io/v1', 'APIService', { cluster: true, status: true }),
  kind('apps/v1', 'ControllerRevision'),
  kind('apps/v1', 'DaemonSet', { short: ['ds'], status: true, all: true }),
  kind('apps/v1', 'Deployment', { short: ['deploy'], status: true, subresources: ['scale'], all: true }),
  kind('apps/v1', 'ReplicaSet', { short: ['rs'], status: true, subresources: ['scale'], all: true }),
  kind('apps/v1', 'StatefulSet', { short: ['sts'], status: true, subresources: ['scale'], all: true }),
  kind('authentication.k8s.io/v1', 'TokenReview', { ...create, cluster: true }),
  kind('authorization.k8s.io/v1', 'SelfSubjectAccessReview', { ...create, cluster: true }),
  kind('autoscaling/v2', 'HorizontalPodAutoscaler', { short: ['hpa'], status: true, all: true }),
  kind('batch/v1', 'CronJob', { short: ['cj'], status: true, all: true }),
  kind('batch/v1', 'Job', { status: true, all: true }),
  kind('coordination.k8s.io/v1', 'Lease'),
  kind('discovery.k8s.io/v1', 'EndpointSlice'),
  kind('networking.k8s.io/v1', 'IngressClass', cluster),
  kind('networking.k8s.io/v1', 'Ingress', { short: ['ing'], status: true }),
  kind('networking.k8s.io/v1', 'NetworkPolicy', { short: ['netpol'] }),
  kind('policy/v1', 'PodDisruptionBudget', { short: ['pdb'], status: true }),
  kind(rbac, 'ClusterRoleBinding', cluster),
  kind(rbac, 'ClusterRole', cluster),
  kind(rbac, 'RoleBinding'),
  kind(rbac, 'Role'),
  kind('scheduling.k8s.io/v1', 'PriorityClass', { short: ['pc'], cluster: true }),
  kind(snapshot, 'VolumeSnapshotClass', { short: ['vsclass', 'vsclasses'], cluster: true }),
  kind(snapshot, 'VolumeSnapshotContent', { short: ['vsc', 'vscs'], cluster: true, status: true }),
  kind(snapshot, 'VolumeSnapshot', { short: ['vs'], status: true }),
  kind(storage, 'CSIDriver', cluster),
  kind(storage, 'CSINode', cluster),
  kind(storage, 'CSIStorageCapacity', { plural: 'csistoragecapacities' }),
  kind(storage, 'StorageClass', { short: ['sc'], cluster: true }),
  kind(storage, 'VolumeAttachment', { cluster: true, status: true }),
];

/** `jobs.batch`, or `pods` in the core group: the name under which the store keeps a kind. */
export function resourceOf(kind: { plural: string; group: string }): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

export function apiVersionOf(kind: { group: string; version: string }): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

export interface KindBook {
  all(): Kind[];
  find(group: string, version: string, plural: string): Kind | undefined;
  ofObject(apiVersion: string, kind: string): Kind | undefined;
  setCustom(definition: string, kinds: Kind[]): void;
}

export function createKindBook(): KindBook {
  const custom = new Map<string, Kind[]>();
  function all(): Kind[] {
    return [...builtInKinds, ...[...custom.values()].flat()];
  }
  return {
    all,
    find: (group, version, plural) =>
      all().find((one) => one.group === group && one.version === version && one.plural === plural),
    ofObject: (apiVersion, name) => all().find((one) => apiVersionOf(one) === apiVersion && one.kind === name),
    setCustom(definition, kinds) {
      if (kinds.length === 0) custom.delete(definition);
      else custom.set(definition, kinds);
    },
  };
}
