import { fieldsOf, groupKindOf, kindNameOf, listOf, type Manifest, type ManifestMeta } from './manifest.ts';
import { mapNamespaces, type NamespaceMapping, targetOf } from './map-namespaces.ts';
import { pullSecretsOf } from './resources.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Notes of controllers about the object that was; on the new one they would be lies. */
const STALE_ANNOTATIONS: readonly RegExp[] = [
  /^pv\.kubernetes\.io\//,
  /^volume(\.beta)?\.kubernetes\.io\/(storage-provisioner|selected-node|storage-resizer)$/,
  /^deployment\.kubernetes\.io\/revision/,
  /^endpoints\.kubernetes\.io\/last-change-trigger-time$/,
  /^control-plane\.alpha\.kubernetes\.io\/leader$/,
  /^autoscaling\.alpha\.kubernetes\.io\/(conditions|current-metrics)$/,
  /^kubernetes\.io\/service-account\.uid$/,
];

/**
 * The object as it is created again: without what the API server and controllers wrote (uid, owners, finalizers, status,
 * addresses), in its target namespace, references following. Never changes its argument.
 */
export function sanitise(object: Manifest, mapping: NamespaceMapping): Manifest {
  const { status: _status, ...kept } = mapNamespaces(object, mapping);
  const moved =
    object.metadata.namespace !== undefined &&
    targetOf(mapping, object.metadata.namespace) !== object.metadata.namespace;
  const clean: Manifest = { ...kept, metadata: sanitiseMeta(object.metadata, mapping, moved) };
  return BY_KIND[kindNameOf(groupKindOf(object))]?.(clean, moved) ?? clean;
}

function sanitiseMeta(metadata: ManifestMeta, mapping: NamespaceMapping, moved: boolean): ManifestMeta {
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(
      // what kubectl applied names the namespace it was; an apply to the new one would start from it
      ([key]) => !STALE_ANNOTATIONS.some((stale) => stale.test(key)) && !(moved && key === LAST_APPLIED),
    ),
  );
  return {
    name: metadata.name,
    ...(metadata.namespace === undefined ? {} : { namespace: targetOf(mapping, metadata.namespace) }),
    ...(metadata.labels ? { labels: { ...metadata.labels } } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}

const BY_KIND: Record<string, (object: Manifest, moved: boolean) => Manifest> = {
  Service: sanitiseService,
  ServiceAccount: (account) => {
    const { secrets: _tokens, ...rest } = account;
    return { ...rest, ...(account.imagePullSecrets ? { imagePullSecrets: pullSecretsOf(account) } : {}) };
  },
  Pod: (pod) => withSpec(pod, sanitisePodSpec(fieldsOf(pod.spec) ?? {})),
  'Job.batch': sanitiseJob,
  PersistentVolumeClaim: (claim) =>
    withSpec(claim, without(fieldsOf(claim.spec), ['volumeName', 'dataSource', 'dataSourceRef', 'selector'])),
};

/**
 * Addresses are given anew, `None` is a wish. A service that moves gives up its node ports and load balancer address
 * too: its source may still hold them.
 */
function sanitiseService(service: Manifest, moved: boolean): Manifest {
  const spec = fieldsOf(service.spec) ?? {};
  const headless = spec.clusterIP === 'None';
  const kept = without(spec, [
    ...(headless ? [] : ['clusterIP', 'clusterIPs']),
    'healthCheckNodePort',
    ...(moved ? ['loadBalancerIP'] : []),
  ]);
  return moved ? withoutNodePorts(withSpec(service, kept)) : withSpec(service, kept);
}

/** For a service whose node ports somebody else has: the cluster gives it others. */
export function withoutNodePorts(service: Manifest): Manifest {
  const spec = fieldsOf(service.spec) ?? {};
  if (!Array.isArray(spec.ports)) return service;
  return withSpec(service, { ...spec, ports: listOf(spec.ports).map((port) => without(port, ['nodePort'])) });
}

const JOB_LABELS = ['controller-uid', 'job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'];

/** The selector of a Job is its own uid, unless somebody wrote it. */
function sanitiseJob(job: Manifest): Manifest {
  const spec = fieldsOf(job.spec) ?? {};
  if (spec.manualSelector === true) return job;
  const template = fieldsOf(spec.template) ?? {};
  const metadata = fieldsOf(template.metadata);
  const kept = without(spec, ['selector']);
  return {
    ...job,
    metadata: { ...job.metadata, ...(job.metadata.labels ? { labels: withoutJobLabels(job.metadata.labels) } : {}) },
    spec: {
      ...kept,
      template: {
        ...template,
        ...(metadata ? { metadata: { ...metadata, labels: withoutJobLabels(fieldsOf(metadata.labels) ?? {}) } } : {}),
      },
    },
  };
}

function withoutJobLabels(labels: Record<string, unknown>): Record<string, string> {
  return without(labels, JOB_LABELS) as Record<string, string>;
}

/** A pod that nothing owns: its node, its computed priority and its injected token are of the cluster. */
function sanitisePodSpec(spec: Record<string, unknown>): Record<string, unknown> {
  const isToken = ({ name }: Record<string, unknown>): boolean =>
    typeof name === 'string' && name.startsWith('kube-api-access-');
  const withoutToken = (containers: unknown): Record<string, unknown>[] =>
    listOf(containers).map((container) =>
      Array.isArray(container.volumeMounts)
        ? { ...container, volumeMounts: listOf(container.volumeMounts).filter((mount) => !isToken(mount)) }
        : container,
    );
  const kept = without(spec, ['nodeName', 'priority', 'preemptionPolicy', 'serviceAccount', 'ephemeralContainers']);
  return {
    ...kept,
    ...(spec.volumes ? { volumes: listOf(spec.volumes).filter((volume) => !isToken(volume)) } : {}),
    ...(spec.containers ? { containers: withoutToken(spec.containers) } : {}),
    ...(spec.initContainers ? { initContainers: withoutToken(spec.initContainers) } : {}),
  };
}

function withSpec(object: Manifest, spec: Record<string, unknown>): Manifest {
  return { ...object, spec };
}

function without(fields: Record<string, unknown> | undefined, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([key]) => !names.includes(key)));
}
