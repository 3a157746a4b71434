import { createHash } from 'node:crypto';
import { type Kind, resourceOf } from '../kinds.ts';
import { addFinalizer, annotation, isRecord, type KubeObject } from '../objects.ts';
import { fieldAt } from '../selectors.ts';
import type { IpFamily, Simulation } from '../simulation.ts';
import { forbidden, invalid } from '../status.ts';

/**
 * Defaults and checks of the kinds the controllers work with, as the API server fills and refuses them on create.
 * Other kinds are kept as they came.
 */
export function admit(simulation: Simulation, kind: Kind, object: KubeObject): void {
  for (const path of REQUIRED[resourceOf(kind)] ?? []) {
    const value = fieldAt(object, path);
    if (value === undefined || value === null || value === '')
      throw invalid(kind, object.metadata.name, path, 'Required value');
  }
  admitters[resourceOf(kind)]?.(simulation, kind, object);
}

const WORKLOAD = ['spec.selector', 'spec.template.spec.containers'];
const REQUIRED: Record<string, readonly string[]> = {
  persistentvolumeclaims: ['spec.accessModes'],
  persistentvolumes: ['spec.accessModes', 'spec.capacity.storage'],
  pods: ['spec.containers'],
  'customresourcedefinitions.apiextensions.k8s.io': [
    'spec.group',
    'spec.names.kind',
    'spec.names.plural',
    'spec.versions',
  ],
  'jobs.batch': ['spec.template.spec.containers'],
  'deployments.apps': WORKLOAD,
  'statefulsets.apps': WORKLOAD,
  'storageclasses.storage.k8s.io': ['provisioner'],
  'volumesnapshots.snapshot.storage.k8s.io': ['spec.source'],
  'volumesnapshotcontents.snapshot.storage.k8s.io': [
    'spec.deletionPolicy',
    'spec.driver',
    'spec.source',
    'spec.volumeSnapshotRef',
  ],
  'volumesnapshotclasses.snapshot.storage.k8s.io': ['driver', 'deletionPolicy'],
};

type Draft = Record<string, unknown>;

function specOf(object: KubeObject): Draft {
  if (!isRecord(object.spec)) object.spec = {};
  return object.spec as Draft;
}

/** A source is one thing or another. */
function exactlyOne(kind: Kind, object: KubeObject, one: string, other: string): void {
  const source = fieldAt(object, 'spec.source') as Draft;
  if ((source[one] === undefined) !== (source[other] === undefined)) return;
  const message = `Invalid value: exactly one of ${other} and ${one} must be set`;
  throw invalid(kind, object.metadata.name, 'spec.source', message);
}

function admitClaim({ store }: Simulation, kind: Kind, claim: KubeObject): void {
  if (fieldAt(claim, 'spec.resources.requests.storage') === undefined) {
    throw invalid(kind, claim.metadata.name, 'spec.resources[storage]', 'Required value');
  }
  const spec = specOf(claim);
  spec.volumeMode ??= 'Filesystem';
  if (spec.storageClassName === undefined) {
    const isDefault = (one: KubeObject) => annotation(one, 'storageclass.kubernetes.io/is-default-class') === 'true';
    const [chosen] = store
      .list('storageclasses.storage.k8s.io')
      .filter(isDefault)
      .toSorted((one, other) => other.metadata.creationTimestamp.localeCompare(one.metadata.creationTimestamp));
    if (chosen !== undefined) spec.storageClassName = chosen.metadata.name;
  }
  // The two source fields mirror each other, unless the reference names another namespace.
  if (spec.dataSource !== undefined) spec.dataSourceRef ??= spec.dataSource;
  else if (isRecord(spec.dataSourceRef) && spec.dataSourceRef.namespace === undefined) {
    spec.dataSource = spec.dataSourceRef;
  }
  claim.status = { phase: 'Pending' };
  addFinalizer(claim, 'kubernetes.io/pvc-protection');
}

function admitVolume(_: Simulation, __: Kind, volume: KubeObject): void {
  const spec = specOf(volume);
  spec.persistentVolumeReclaimPolicy ??= 'Retain';
  spec.volumeMode ??= 'Filesystem';
  volume.status = { phase: 'Pending' };
  addFinalizer(volume, 'kubernetes.io/pv-protection');
}

function admitPod({ store }: Simulation, kind: Kind, pod: KubeObject): void {
  const spec = specOf(pod);
  defaultPod(spec);
  spec.serviceAccountName ??= 'default';
  const { generateName, namespace = '' } = pod.metadata;
  // A name that is still to be made is not in the message.
  const name = generateName ?? pod.metadata.name;
  const account = String(spec.serviceAccountName);
  if (store.get('serviceaccounts', `${namespace}/${account}`) === undefined) {
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
    throw forbidden(kind, name, why);
  }
  const priority = spec.priorityClassName;
  if (typeof priority === 'string' && !priority.startsWith('system-')) {
    const found = store.get('priorityclasses.scheduling.k8s.io', priority);
    if (found === undefined) throw forbidden(kind, name, `no PriorityClass with name ${priority} was found`);
    spec.priority = found.value;
    spec.preemptionPolicy = found.preemptionPolicy ?? 'PreemptLowerPriority';
  }
  pod.status = { phase: 'Pending', qosClass: 'BestEffort' };
}

function defaultPod(spec: Draft): void {
  spec.restartPolicy ??= 'Always';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.securityContext ??= {};
  spec.schedulerName ??= 'default-scheduler';
  for (const container of [spec.initContainers, spec.containers].flatMap((some) => (some ?? []) as Draft[])) {
    container.terminationMessagePath ??= '/dev/termination-log';
    container.terminationMessagePolicy ??= 'File';
    container.imagePullPolicy ??= 'IfNotPresent';
    container.resources ??= {};
  }
}

function admitJob(_: Simulation, kind: Kind, job: KubeObject): void {
  const spec = specOf(job);
  const template = spec.template as { metadata?: { labels?: Record<string, string> }; spec: Draft };
  const restart = template.spec.restartPolicy;
  if (restart !== 'Never' && restart !== 'OnFailure') {
    const message = 'Required value: valid values: "OnFailure", "Never"';
    throw invalid(kind, job.metadata.name, 'spec.template.spec.restartPolicy', message);
  }
  defaultPod(template.spec);
  spec.backoffLimit ??= 6;
  spec.completions ??= 1;
  spec.parallelism ??= 1;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
  const { uid } = job.metadata;
  spec.selector ??= { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  template.metadata = {
    ...template.metadata,
    labels: {
      ...template.metadata?.labels,
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': job.metadata.name,
      'controller-uid': uid,
      'job-name': job.metadata.name,
    },
  };
  // A Job without labels has those of its pods.
  if (Object.keys(job.metadata.labels ?? {}).length === 0) job.metadata.labels = { ...template.metadata.labels };
}

function admitNamespace(_: Simulation, __: Kind, namespace: KubeObject): void {
  namespace.spec = { finalizers: ['kubernetes'] };
  namespace.status = { phase: 'Active' };
  namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name };
}

function admitSnapshot(_: Simulation, kind: Kind, snapshot: KubeObject): void {
  exactlyOne(kind, snapshot, 'persistentVolumeClaimName', 'volumeSnapshotContentName');
  if (fieldAt(snapshot, 'spec.volumeSnapshotClassName') === '') {
    const message = 'Invalid value: "": volumeSnapshotClassName must not be the empty string when set';
    throw invalid(kind, snapshot.metadata.name, 'spec.volumeSnapshotClassName', message);
  }
}

function admitContent(_: Simulation, kind: Kind, content: KubeObject): void {
  exactlyOne(kind, content, 'snapshotHandle', 'volumeHandle');
  const reference = fieldAt(content, 'spec.volumeSnapshotRef') as Draft;
  if (!reference.name || !reference.namespace) {
    const message = 'Invalid value: both spec.volumeSnapshotRef.name and spec.volumeSnapshotRef.namespace must be set';
    throw invalid(kind, content.metadata.name, 'spec.volumeSnapshotRef', message);
  }
}

/** stringData is write-only: it ends up in data. */
function admitSecret(_: Simulation, __: Kind, secret: KubeObject): void {
  secret.type ??= 'Opaque';
  if (!isRecord(secret.stringData)) return;
  const encoded = Object.entries(secret.stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  secret.data = { ...(secret.data as object | undefined), ...Object.fromEntries(encoded) };
  delete secret.stringData;
}

/**
 * Families that the cluster has not are refused, and two where it has one. A headless Service without a selector may
 * name what it likes.
 * @see kubernetes/kubernetes:pkg/registry/core/service/storage/alloc.go
 */
function admitFamilies({ ipFamilies: known }: Simulation, kind: Kind, service: KubeObject): void {
  const spec = specOf(service);
  const free = spec.clusterIP === 'None' && Object.keys((spec.selector ?? {}) as object).length === 0;
  const wanted = (spec.ipFamilies ?? []) as IpFamily[];
  const foreign = wanted.findIndex((family) => !known.includes(family));
  if (!free && foreign >= 0) {
    const message = `Invalid value: "${wanted[foreign]}": not configured on this cluster`;
    throw invalid(kind, service.metadata.name, `spec.ipFamilies[${foreign}]`, message);
  }
  if (!free && spec.ipFamilyPolicy === 'RequireDualStack' && known.length < 2) {
    const message = 'Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services';
    throw invalid(kind, service.metadata.name, 'spec.ipFamilyPolicy', message);
  }
  spec.ipFamilyPolicy ??= free ? 'RequireDualStack' : wanted.length > 1 ? 'PreferDualStack' : 'SingleStack';
  const all: readonly IpFamily[] = free ? ['IPv4', 'IPv6'] : known;
  const others = all.filter((family) => !wanted.includes(family));
  const full = spec.ipFamilyPolicy === 'SingleStack' ? wanted : [...wanted, ...others];
  spec.ipFamilies = full.length > 0 ? full : all.slice(0, 1);
}

/** What apiextensions.k8s.io/v1 takes of a new definition; one that is stored may be older. */
function admitDefinition(_: Simulation, kind: Kind, definition: KubeObject): void {
  const { name } = definition.metadata;
  if (fieldAt(definition, 'spec.preserveUnknownFields') === true) {
    throw invalid(kind, name, 'spec.preserveUnknownFields', 'Invalid value: true: must be false');
  }
  for (const [at, version] of (fieldAt(definition, 'spec.versions') as Draft[]).entries()) {
    if (isRecord(version.schema) && isRecord(version.schema.openAPIV3Schema)) continue;
    throw invalid(kind, name, `spec.versions[${at}].schema.openAPIV3Schema`, 'Required value: schemas are required');
  }
}

function admitService(simulation: Simulation, kind: Kind, service: KubeObject): void {
  const spec = specOf(service);
  spec.type ??= 'ClusterIP';
  spec.sessionAffinity ??= 'None';
  if (spec.type === 'ExternalName') return;
  admitFamilies(simulation, kind, service);
  if (spec.clusterIP !== undefined) return;
  const taken = new Set(simulation.store.list('services').map((one) => fieldAt(one, 'spec.clusterIP')));
  const digest = createHash('sha256').update(`${service.metadata.namespace}/${service.metadata.name}`).digest();
  for (let at = digest.readUInt16BE(0); ; at += 1) {
    const [high, low] = [(at >> 8) & 255, at & 255];
    const addresses = { IPv4: `10.96.${high}.${low}`, IPv6: `fd00:10:96::${high.toString(16)}:${low.toString(16)}` };
    const given = (spec.ipFamilies as IpFamily[]).map((family) => addresses[family]);
    if (given.some((address) => taken.has(address))) continue;
    spec.clusterIP = given[0];
    spec.clusterIPs = given;
    return;
  }
}

function admitWorkload(_: Simulation, kind: Kind, workload: KubeObject): void {
  const spec = specOf(workload);
  spec.replicas ??= 1;
  if (kind.kind === 'StatefulSet') spec.podManagementPolicy ??= 'OrderedReady';
  defaultPod(fieldAt(workload, 'spec.template.spec') as Draft);
}

function admitStorageClass(_: Simulation, __: Kind, storageClass: KubeObject): void {
  storageClass.reclaimPolicy ??= 'Delete';
  storageClass.volumeBindingMode ??= 'Immediate';
}

const admitters: Record<string, (simulation: Simulation, kind: Kind, object: KubeObject) => void> = {
  persistentvolumeclaims: admitClaim,
  persistentvolumes: admitVolume,
  pods: admitPod,
  namespaces: admitNamespace,
  secrets: admitSecret,
  services: admitService,
  'customresourcedefinitions.apiextensions.k8s.io': admitDefinition,
  'jobs.batch': admitJob,
  'deployments.apps': admitWorkload,
  'statefulsets.apps': admitWorkload,
  'storageclasses.storage.k8s.io': admitStorageClass,
  'volumesnapshots.snapshot.storage.k8s.io': admitSnapshot,
  'volumesnapshotcontents.snapshot.storage.k8s.io': admitContent,
};
