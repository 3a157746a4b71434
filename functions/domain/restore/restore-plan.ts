import { capabilitiesOf, isDownloaded, type Method } from '../backup/methods.ts';
import type { Seal, SealedVolume } from '../backup/seal.ts';
import { Fault } from '../errors.ts';
import { fieldsIn } from '../fields.ts';
import { nameSome } from '../name-some.ts';
import type { Operation } from '../operation/operation.ts';
import type { SnapshotFacts, VolumePhase, VolumePlan, VolumeRow } from '../volume/volume.ts';
import { type ClassMapping, targetClassOf } from './map-classes.ts';
import { type NamespaceMapping, targetOf } from './map-namespaces.ts';

/** The namespaces that a backup took: not one on its way out, though claims of it may be among the volumes. */
export function sourceNamespacesOf({
  spec,
  volumes,
}: {
  spec: { selection?: unknown };
  volumes: readonly { namespace: string; outcome?: string; phase?: VolumePhase }[];
}): string[] {
  const { namespaces } = fieldsIn(spec.selection);
  const selected = Array.isArray(namespaces) ? namespaces.map(String) : [];
  const held = volumes.filter(({ outcome, phase = outcome }) => phase === 'Done' || phase === 'NoData');
  return [...new Set([...selected, ...held.map(({ namespace }) => namespace)])].toSorted();
}

/**
 * A mapping speaks of namespaces that the backup has, gives each a target of its own, and never our own namespace:
 * what lies there is cleaned up by label and swept.
 * @throws Fault Permanent `namespace.not_found`, `restore.conflict`
 */
export function checkTargets(sources: readonly string[], mapping: NamespaceMapping, ownNamespace: string): void {
  const unknown = Object.keys(mapping).filter((source) => !sources.includes(source));
  if (unknown.length > 0) {
    const message = `the backup has no namespace ${unknown.join(', ')}`;
    throw new Fault('namespace.not_found', message, { disposition: 'Permanent', details: { namespaces: unknown } });
  }
  const taken = new Map<string, string>();
  for (const source of sources) {
    const target = targetOf(mapping, source);
    const other = taken.get(target);
    if (other) throw new Fault('restore.conflict', `namespaces ${other} and ${source} would both become ${target}`);
    if (target === ownNamespace) throw new Fault('restore.conflict', `${target} is the namespace of Snapferry itself`);
    taken.set(target, source);
  }
}

/** Of the cluster that the backup was made on: by it, seal, parts and repositories are found at the location. */
export function sourceClusterIdOf({ refs }: Pick<Operation, 'refs'>): string {
  return (refs.source ?? refs.cluster).clusterId;
}

/** Whether a restore goes to the cluster that the backup was made on, where the source may still be live. */
export function isOntoSource({ refs }: Pick<Operation, 'refs'>): boolean {
  return sourceClusterIdOf({ refs }) === refs.cluster.clusterId;
}

/** Onto another cluster goes what is at the location. @throws Fault Permanent `restore.not_offloaded` with names */
export function checkOffloaded(volumes: readonly { namespace: string; pvc: string; method?: Method | undefined }[]) {
  const local = volumes
    .filter((volume) => capabilitiesOf(volume).restore === 'from-snapshot')
    .map(({ namespace, pvc }) => `${namespace}/${pvc}`);
  if (local.length === 0) return;
  const message = `only on the cluster that it was made on, as a snapshot, the backup has ${nameSome(local, 10)}`;
  throw new Fault('restore.not_offloaded', message, { details: { volumes: local.slice(0, 100), count: local.length } });
}

/** What the cluster's objects tell of a volume beyond the seal. */
export interface VolumeHints {
  /** Of the claim's manifest, in bytes. */
  requestBytes?: number;
  /** Of the PV's manifest; of no meaning on another cluster. */
  nodeAffinity?: unknown;
  /** Where this installation made the backup, and it is the same cluster. */
  snapshot?: SnapshotFacts;
}

/** A row for every volume of the seal that holds data. @throws Fault Permanent `method.unsupported` */
export function planRestoredVolumes(
  seal: Seal,
  mapping: NamespaceMapping,
  classes: ClassMapping,
  hintsOf: (volume: SealedVolume) => VolumeHints,
): VolumePlan[] {
  return seal.volumes
    .filter(({ outcome }) => outcome === 'Done')
    .map((volume) => rowOf(volume, mapping, classes, hintsOf(volume)));
}

function rowOf(sealed: SealedVolume, mapping: NamespaceMapping, classes: ClassMapping, hints: VolumeHints): VolumePlan {
  const { volumeId, namespace, pvc, pvcUid, method, volumeMode, accessModes, capacityBytes } = sealed;
  const storageClass = targetClassOf(classes, sealed.storageClass ?? '');
  const source = sourceOf(sealed, hints);
  if (!source) {
    const message = `${namespace}/${pvc} was copied by ${method ?? 'no method'}`;
    throw new Fault('method.unsupported', message, { disposition: 'Permanent' });
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
    why: isDownloaded(sealed) ? 'from the location' : 'from the snapshot on the cluster',
    phase: 'Pending',
    restored: { namespace: targetOf(mapping, namespace) },
    timings: {},
    ...source,
  };
}

/** As it will be in its target namespace. */
export function targetClaimOf({ pvc, restored, namespace }: Pick<VolumeRow, 'pvc' | 'restored' | 'namespace'>) {
  return { pvc, namespace: restored?.namespace ?? namespace };
}

/** Where the data comes from; undefined for what this release cannot bring back. */
function sourceOf(sealed: SealedVolume, hints: VolumeHints): Pick<VolumeRow, 'snapshot' | 'sealed'> | undefined {
  const { volumeMode, snapshotHandle, driver, kopiaId, files, bytes, rawNames } = sealed;
  const { restore } = capabilitiesOf(sealed);
  if (restore === 'download' && volumeMode === 'Filesystem' && kopiaId && files !== undefined && bytes !== undefined) {
    return { sealed: { kopiaId, files, bytes, ...(rawNames ? { rawNames } : {}) } };
  }
  if (restore !== 'from-snapshot' || !snapshotHandle || !driver) return undefined;
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

/** What came back is what was sealed: all files, all bytes. @throws Fault Permanent `restore.incomplete` */
export function compareWithSeal(volume: VolumeRow, result: { files: number; bytes: number } | undefined): void {
  const { sealed, namespace, pvc } = volume;
  if (!sealed || (result && result.files === sealed.files && result.bytes === sealed.bytes)) return;
  const found = result ? `${result.files} files of ${result.bytes} bytes` : 'nothing';
  const message = `${namespace}/${pvc}: ${found} came back, the seal says ${sealed.files} files of ${sealed.bytes} bytes`;
  throw new Fault('restore.incomplete', message, { details: { volumeId: volume.volumeId } });
}
