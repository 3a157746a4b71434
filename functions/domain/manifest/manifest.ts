import { isFields } from '../fields.ts';
/** An object of the API as raw JSON, every field kept: what is collected, stored and restored. */
export interface Manifest {
  apiVersion?: string;
  kind?: string;
  metadata: ManifestMeta;
  [field: string]: unknown;
}

export interface ManifestMeta {
  name: string;
  namespace?: string;
  uid?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  [field: string]: unknown;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** A kind without its version: group `''` is the core group. */
export interface GroupKind {
  group: string;
  kind: string;
}

/** `Deployment.apps`, `Secret`: how keys, rows and messages name a kind. */
export function kindNameOf({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** The kind that an object or a reference says it is of. */
export function groupKindOf({ apiVersion, kind }: { apiVersion?: string; kind?: string }): GroupKind {
  const slash = apiVersion?.indexOf('/') ?? -1;
  return { group: slash < 0 ? '' : (apiVersion ?? '').slice(0, slash), kind: kind ?? '' };
}

/** `Deployment.apps shop/web`: for messages; never the object's body. */
export function describeManifest({ apiVersion, kind, metadata }: Manifest): string {
  const name = kindNameOf(groupKindOf({ ...(apiVersion ? { apiVersion } : {}), ...(kind ? { kind } : {}) }));
  return `${name} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}

/** What an API server takes as the name of any object: it is one segment of a path (`ValidatePathSegmentName`). */
export function isObjectName(name: unknown): name is string {
  return typeof name === 'string' && name.length > 0 && name.length <= 512 && !/[/%]|^\.{1,2}$/.test(name);
}

/** Whether it is an object of Kubernetes, as far as one can tell: it has a kind and a name. */
export function isManifest(value: unknown): value is Manifest {
  if (!isFields(value) || !isFields(value.metadata)) return false;
  const { apiVersion, kind, metadata } = value;
  return typeof apiVersion === 'string' && typeof kind === 'string' && isObjectName(metadata.name);
}

/** A field of raw JSON as an object, or undefined when it is none. */
export function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  return isFields(value) ? value : undefined;
}

/** A field of raw JSON as a list of objects; anything else in it is left out. */
export function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(fieldsOf).filter((entry) => entry !== undefined) : [];
}
