import type { Manifest, OwnerReference } from '../manifest/manifest.ts';
import type { RestoreGrants } from '../operation/grants.ts';
import { type NamespaceMapping, targetOf } from './map-namespaces.ts';

/** How something of the backup is there again: made by the restore, or by the controller of its owner. */
export type Return = 'restored' | 'anew';

/**
 * `body`: the target keeps it as any other field. `subresource`: it takes it there only, and a controller writes it;
 * `data-at-subresource`: it does, but on the source it was a field like any other, so nobody writes it anew.
 */
export type StatusPlace = 'body' | 'subresource' | 'data-at-subresource';

/** What must be known of the backup and of the target beside an object to say what becomes of it. */
export interface RestoreContext {
  mapping: NamespaceMapping;
  /** What whoever asked for the restore may bring; absent in records of before there were any: everything. */
  grants?: RestoreGrants;
  /** The target is the cluster that the backup was made on: what moves to another namespace lives beside its source. */
  sameCluster: boolean;
  /** IP families that the target gives Services; absent while nobody has asked it. */
  families?: readonly string[];
  /** How the very object that is referred to (by uid) is there again; undefined where it is not, or was not backed up. */
  comesBack(owner: OwnerReference): Return | undefined;
  /** Whether an account of the backup lists the Secret among its own. */
  isListedByAccount(namespace: string, secret: string): boolean;
  /** The version that the target takes the object in; absent when it takes none that the object can be turned into. */
  versionOf(object: Manifest): string | undefined;
  /**
   * What the status of a custom resource is, and where the target takes it. Undefined for a kind without a definition.
   */
  statusOf(object: Manifest): StatusPlace | undefined;
  /** The status of custom resources is wished for, too. */
  restoreStatus: boolean;
}

/** For what no other object and no version decides about: Namespaces, and claims of volumes. */
export function plainContext(mapping: NamespaceMapping, sameCluster: boolean): RestoreContext {
  return {
    mapping,
    sameCluster,
    comesBack: () => undefined,
    isListedByAccount: () => false,
    versionOf: ({ apiVersion }) => apiVersion?.split('/').at(-1),
    statusOf: () => undefined,
    restoreStatus: false,
  };
}

/** Whether an object comes back into another namespace while its source may be live on the same cluster. */
export function isBesideSource({ mapping, sameCluster }: RestoreContext, object: Manifest): boolean {
  return sameCluster && isMoved(mapping, object);
}

export function isMoved(mapping: NamespaceMapping, { apiVersion, kind, metadata }: Manifest): boolean {
  const namespace = apiVersion === 'v1' && kind === 'Namespace' ? metadata.name : metadata.namespace;
  return namespace !== undefined && targetOf(mapping, namespace) !== namespace;
}
