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

/** Sets one condition; its transition time moves only when the status does. */
export function setCondition(conditions: Condition[] | undefined, next: Condition, at: string): Condition[] {
  const others = (conditions ?? []).filter((condition) => condition.type !== next.type);
  const previous = conditions?.find((condition) => condition.type === next.type);
  const lastTransitionTime = previous?.status === next.status ? (previous.lastTransitionTime ?? at) : at;
  return [...others, { ...next, lastTransitionTime }];
}
