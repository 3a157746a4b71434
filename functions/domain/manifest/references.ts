import { fieldsOf, type GroupKind, groupKindOf, kindNameOf, listOf, type Manifest } from './manifest.ts';

/** Kinds whose pods refer to objects of their namespace; what makes others before what is made. */
export const WORKLOADS = [
  'Deployment.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'CronJob.batch',
  'Job.batch',
  'ReplicaSet.apps',
  'ReplicationController',
  'Pod',
] as const;

const REFERRED = ['PersistentVolumeClaim', 'ConfigMap', 'Secret', 'ServiceAccount'] as const;
export const REFERRED_KINDS: readonly GroupKind[] = REFERRED.map((kind) => ({ group: '', kind }));

/** An object of the same namespace, all of the core group. */
export interface Reference {
  kind: (typeof REFERRED)[number];
  name: string;
}

/** Of a StatefulSet whose claims are not listed: more pods than this nobody counts. */
const MAX_ORDINALS = 1000;

/** What the pods of a workload mount or refer to. */
export function referencesOf(workload: Manifest): Reference[] {
  const pod = podSpecOf(workload);
  if (!pod) return [];
  const containers = [...listOf(pod.containers), ...listOf(pod.initContainers)];
  const found = [
    ...listOf(pod.volumes).flatMap(ofVolume),
    ...containers.flatMap(ofContainer),
    ...listOf(pod.imagePullSecrets).map(({ name }) => to('Secret', name)),
    to('ServiceAccount', pod.serviceAccountName),
    ...claimsOfTemplates(workload),
  ];
  const named = found.filter((one) => one !== undefined);
  return [...new Map(named.map((one) => [`${one.kind} ${one.name}`, one])).values()];
}

function podSpecOf(workload: Manifest): Record<string, unknown> | undefined {
  const spec = fieldsOf(workload.spec);
  const kindName = kindNameOf(groupKindOf(workload));
  if (kindName === 'Pod') return spec;
  const template =
    kindName === 'CronJob.batch' ? fieldsOf(fieldsOf(spec?.jobTemplate)?.spec)?.template : spec?.template;
  return fieldsOf(fieldsOf(template)?.spec);
}

function to(kind: Reference['kind'], name: unknown): Reference | undefined {
  return typeof name === 'string' && name !== '' ? { kind, name } : undefined;
}

function ofVolume(volume: Record<string, unknown>): (Reference | undefined)[] {
  const { configMap, secret, persistentVolumeClaim, projected, csi } = volume;
  return [
    to('ConfigMap', fieldsOf(configMap)?.name),
    to('Secret', fieldsOf(secret)?.secretName),
    to('PersistentVolumeClaim', fieldsOf(persistentVolumeClaim)?.claimName),
    to('Secret', fieldsOf(fieldsOf(csi)?.nodePublishSecretRef)?.name),
    ...listOf(fieldsOf(projected)?.sources).flatMap((source) => [
      to('ConfigMap', fieldsOf(source.configMap)?.name),
      to('Secret', fieldsOf(source.secret)?.name),
    ]),
  ];
}

function ofContainer({ env, envFrom }: Record<string, unknown>): (Reference | undefined)[] {
  const values = listOf(env).map(({ valueFrom }) => fieldsOf(valueFrom));
  return [
    ...values.flatMap((from) => [
      to('ConfigMap', fieldsOf(from?.configMapKeyRef)?.name),
      to('Secret', fieldsOf(from?.secretKeyRef)?.name),
    ]),
    ...listOf(envFrom).flatMap(({ configMapRef, secretRef }) => [
      to('ConfigMap', fieldsOf(configMapRef)?.name),
      to('Secret', fieldsOf(secretRef)?.name),
    ]),
  ];
}

/** The claims that a StatefulSet's controller makes of its templates, for each of its pods. */
function claimsOfTemplates({ spec, metadata }: Manifest): (Reference | undefined)[] {
  const { volumeClaimTemplates, replicas, ordinals } = fieldsOf(spec) ?? {};
  const first = Number(fieldsOf(ordinals)?.start ?? 0);
  const count = Math.min(Number(replicas ?? 1), MAX_ORDINALS);
  return listOf(volumeClaimTemplates).flatMap((template) =>
    Array.from({ length: count }, (_, n) =>
      to('PersistentVolumeClaim', `${String(fieldsOf(template.metadata)?.name)}-${metadata.name}-${first + n}`),
    ),
  );
}
