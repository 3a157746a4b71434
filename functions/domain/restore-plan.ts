import { Fault } from './errors.ts';
import { type NamespaceMapping, targetOf } from './map-namespaces.ts';
import type { Seal, SealedVolume } from './seal.ts';
import type { SnapshotFacts, Volume } from './volume.ts';

/** The namespaces that a backup took. */
export function sourceNamespacesOf({ spec, volumes }: Pick<Seal, 'spec' | 'volumes'>): string[] {
  const { namespaces = [] } = (spec.selection ?? {}) as { namespaces?: string[] };
  return [...new Set([...namespaces, ...volumes.map(({ namespace }) => namespace)])].toSorted();
}

/**
 * A mapping speaks of namespaces that the backup has, gives each a target of its own, and never our own namespace:
 * what lies there is cleaned up by label and swept.
 * @throws Fault Permanent `namespace.not_found`, `restore.conflict`
 */
export function checkTargets(sources: readonly string[], mapping: NamespaceMapping, ownNamespace: string): void {
  const unknown = Object.keys(mapping).filter((source) => !sources.includes(source));
  if (unknown.length > 0) {
    throw new Fault('namespace.not_found', `the backup has no namespace ${unknown.join(', ')}`, {
      disposition: 'Permanent',
      details: { namespaces: unknown },
    });
  }
  const taken = new Map<string, string>();
  for (const source of sources) {
    const target = targetOf(mapping, source);
    const other = taken.get(target);
    if (other) throw new Fault('restore.conflict', `${other} and ${source} would both become ${target}`);
    if (target === ownNamespace) throw new Fault('restore.conflict', `${target} is the namespace of Snapferry itself`);
    taken.set(target, source);
  }
}

/** What the cluster's objects tell of a volume beyond the seal. */
export interface VolumeHints {
  /** Of the claim's manifest, in bytes. */
  requestBytes?: number;
  /** Of the PV's manifest. */
  nodeAffinity?: unknown;
  /** Where this installation made the backup. */
  snapshot?: SnapshotFacts;
}

/**
 * A row for every volume of the seal that holds data.
 * @throws Fault Permanent `method.unsupported`
 */
export function planRestoredVolumes(
  seal: Seal,
  mapping: NamespaceMapping,
  hintsOf: (volume: SealedVolume) => VolumeHints,
): Omit<Volume, 'epoch'>[] {
  return seal.volumes
    .filter(({ outcome }) => outcome === 'Done')
    .map((volume) => rowOf(volume, mapping, hintsOf(volume)));
}

function rowOf(sealed: SealedVolume, mapping: NamespaceMapping, hints: VolumeHints): Omit<Volume, 'epoch'> {
  const { volumeId, namespace, pvc, pvcUid, method, volumeMode, accessModes, capacityBytes, storageClass } = sealed;
  const source = sourceOf(sealed, hints);
  if (!source) {
    throw new Fault('method.unsupported', `${namespace}/${pvc} was copied by ${method ?? 'no method'}`, {
      disposition: 'Permanent',
    });
  }
  return {
    volumeId,
    group: 0,
    namespace,
    pvc,
    pvcUid,
    ...(storageClass ? { storageClass } : {}),
    volumeMode,
    accessModes,
    requestBytes: hints.requestBytes ?? capacityBytes,
    capacityBytes,
    ...(hints.nodeAffinity ? { nodeAffinity: hints.nodeAffinity } : {}),
    ...(method ? { method } : {}),
    why: method === 'csi' ? 'from the snapshot on the cluster' : 'from the location',
    phase: 'Pending',
    attempt: 0,
    restored: { namespace: targetOf(mapping, namespace) },
    timings: {},
    ...source,
  };
}

/** Where the data comes from; undefined for what this release cannot bring back. */
function sourceOf(sealed: SealedVolume, hints: VolumeHints): Pick<Volume, 'snapshot' | 'sealed'> | undefined {
  const { method, volumeMode, snapshotHandle, driver, kopiaId, files, bytes } = sealed;
  if (
    method === 'csi+offload' &&
    volumeMode === 'Filesystem' &&
    kopiaId &&
    files !== undefined &&
    bytes !== undefined
  ) {
    return { sealed: { kopiaId, files, bytes } };
  }
  if (method !== 'csi' || !snapshotHandle || !driver) return undefined;
  const known = hints.snapshot?.handle === snapshotHandle ? hints.snapshot : undefined;
  return { snapshot: known ?? factsOf(sealed, snapshotHandle, driver) };
}

/** All that a pair needs is the handle and the driver; its labels and annotations are for deleting the snapshot. */
function factsOf({ volumeMode, capacityBytes }: SealedVolume, handle: string, driver: string): SnapshotFacts {
  return {
    name: '',
    uid: '',
    contentName: '',
    handle,
    driver,
    creationTime: '',
    restoreSizeBytes: capacityBytes,
    sourceVolumeMode: volumeMode,
    annotations: {},
    labels: {},
  };
}

/**
 * What came back is what was sealed: all files, all bytes.
 * @throws Fault Permanent `restore.incomplete`
 */
export function compareWithSeal(volume: Volume, result: { files: number; bytes: number } | undefined): void {
  const { sealed, namespace, pvc } = volume;
  if (!sealed || (result && result.files === sealed.files && result.bytes === sealed.bytes)) return;
  const found = result ? `${result.files} files of ${result.bytes} bytes` : 'nothing';
  throw new Fault(
    'restore.incomplete',
    `${namespace}/${pvc}: ${found} came back, the seal says ${sealed.files} files of ${sealed.bytes} bytes`,
    { details: { volumeId: volume.volumeId } },
  );
}
