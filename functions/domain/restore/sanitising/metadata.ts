import type { Manifest, ManifestMeta, OwnerReference } from '../../manifest/manifest.ts';
import { targetOf } from '../map-namespaces.ts';
import { COMPETING_ANNOTATIONS } from './competing.ts';
import type { Sanitising } from './sanitiser.ts';

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

/** Name, namespace, labels, annotations and foreign finalizers: all else is the API server's. Owners are set afterwards. */
export function sanitiseMeta(object: Manifest, at: Sanitising): ManifestMeta {
  const { metadata } = object;
  const annotations = keptAnnotations(metadata, at);
  const finalizers = keptFinalizers(object, at);
  noteOwners(metadata.ownerReferences ?? [], at);
  return {
    name: metadata.name,
    ...(metadata.namespace === undefined ? {} : { namespace: targetOf(at.context.mapping, metadata.namespace) }),
    ...(metadata.labels ? { labels: { ...metadata.labels } } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(finalizers.length > 0 ? { finalizers } : {}),
  };
}

function keptAnnotations({ annotations = {} }: ManifestMeta, { moved, beside, note }: Sanitising) {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(annotations)) {
    if (STALE_ANNOTATIONS.some((stale) => stale.test(key))) continue;
    // what kubectl applied names the namespace it was; an apply to the new one would start from it
    if (moved && key === LAST_APPLIED) continue;
    if (beside && COMPETING_ANNOTATIONS.some((pattern) => pattern.test(key))) {
      note('dropped', `metadata.annotations[${key}]`, 'its source on the same cluster may still have what it asks for');
      continue;
    }
    kept[key] = value;
  }
  return kept;
}

/** Kinds whose finalizers are the storage's: a volume that comes back is another one. */
const OF_STORAGE: ReadonlySet<string> = new Set(['PersistentVolumeClaim', 'PersistentVolume']);

/** Kubernetes sets its own anew; those of others are wishes, and hold a deletion up until their controller takes them off. */
function keptFinalizers({ kind = '', metadata }: Manifest, { context, note }: Sanitising): string[] {
  return (metadata.finalizers ?? []).filter((finalizer) => {
    const field = `metadata.finalizers[${finalizer}]`;
    if (isOfKubernetes(finalizer)) return false;
    if (OF_STORAGE.has(kind)) {
      note('dropped', field, 'the storage sets its own');
      return false;
    }
    if (!context.sameCluster) {
      note('kept', field, 'where its controller is not on the cluster, the object will not go when it is deleted');
    }
    return true;
  });
}

function isOfKubernetes(finalizer: string): boolean {
  const [group = ''] = finalizer.includes('/') ? finalizer.split('/') : [''];
  return (
    group === '' || /(^|\.)(kubernetes\.io|k8s\.io)$/.test(group) || /^external-(attacher|provisioner)/.test(group)
  );
}

/** How the record names one of an object's owners. */
export function ownerField({ kind, name }: OwnerReference): string {
  return `metadata.ownerReferences[${kind} ${name}]`;
}

function noteOwners(owners: readonly OwnerReference[], { context, note }: Sanitising): void {
  for (const owner of owners) {
    const field = ownerField(owner);
    if (context.comesBack(owner) === 'restored') note('changed', field, 'it names the owner that was restored');
    else note('dropped', field, 'the owner is not restored');
  }
}
