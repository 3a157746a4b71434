/** The fields of Kubernetes objects that the simulator itself reads or writes; every other field is kept as it came. */

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface Metadata {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
  generateName?: string;
  namespace?: string;
  generation?: number;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  [field: string]: unknown;
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastProbeTime?: string | null;
}

export interface ObjectReference {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  resourceVersion?: string;
}

export function nameOf(object: KubeObject): string {
  return object.metadata.name;
}

export function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? '';
}

/** `namespace/name`, or the name alone for what belongs to the whole cluster. */
export function keyOf(object: KubeObject): string {
  return objectKey(namespaceOf(object), nameOf(object));
}

export function objectKey(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

export function isDeleting(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function addFinalizer(object: KubeObject, finalizer: string): void {
  const present = object.metadata.finalizers ?? [];
  if (!present.includes(finalizer)) object.metadata.finalizers = [...present, finalizer];
}

export function removeFinalizer(object: KubeObject, finalizer: string): void {
  const left = (object.metadata.finalizers ?? []).filter((one) => one !== finalizer);
  if (left.length > 0) object.metadata.finalizers = left;
  else delete object.metadata.finalizers;
}

export function annotate(object: KubeObject, key: string, value: string): void {
  object.metadata.annotations = { ...object.metadata.annotations, [key]: value };
}

export function annotation(object: KubeObject, key: string): string | undefined {
  return object.metadata.annotations?.[key];
}

export function ownerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

export function ownedBy(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: nameOf(owner),
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** As claimRef and the like point at an object. */
export function referenceTo({ apiVersion, kind, metadata }: KubeObject): ObjectReference {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion };
}

/** Seconds that an object has to end: a pod that runs on a node is told first, all else goes at once. */
export function graceOf({ kind, spec, status }: KubeObject, asked?: number): number {
  const { nodeName, terminationGracePeriodSeconds: own = 30 } = (spec ?? {}) as Record<string, number | undefined>;
  const { phase } = (status ?? {}) as { phase?: string };
  if (kind !== 'Pod' || nodeName === undefined || phase === 'Succeeded' || phase === 'Failed') return 0;
  return asked ?? own;
}

/** Sets conditions; the transition time of each moves only when its status does. */
export function setConditions(conditions: Condition[] = [], at: string, ...wanted: Condition[]): Condition[] {
  const set = wanted.map((next) => {
    const previous = conditions.find(({ type }) => type === next.type);
    const lastTransitionTime = previous?.status === next.status ? (previous.lastTransitionTime ?? at) : at;
    return { ...next, lastTransitionTime };
  });
  return [...conditions.filter(({ type }) => !wanted.some((next) => next.type === type)), ...set];
}
