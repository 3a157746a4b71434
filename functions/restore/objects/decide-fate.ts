import type { SealedVolume } from '../../domain/backup/seal.ts';
import type { Manifest } from '../../domain/manifest/manifest.ts';
import type { RestoreOperation } from '../../domain/operation/operation.ts';
import { isMappedClass } from '../../domain/restore/map-classes.ts';
import { targetOf } from '../../domain/restore/map-namespaces.ts';
import { restorableOf } from '../../domain/restore/restorable.ts';
import type { ObjectFate } from '../../domain/restore/restored-object.ts';
import { sanitise } from '../../domain/restore/sanitise.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Restoring } from '../../manifests/restoring.ts';
import type { SealedBackup } from '../../manifests/sealed-backup.ts';
import { type Kind, NAMESPACE, PVC } from '../../services/cluster/kinds.ts';

export interface Deciding {
  operation: Pick<RestoreOperation, 'spec' | 'madeNamespaces'>;
  backup: Pick<SealedBackup, 'seal'>;
  /** It has read the part of the objects. */
  restoring: Restoring;
  /** Rows of the restore. */
  volumes: readonly Volume[];
  /** The namespaces that this restore makes. */
  madeHere: ReadonlySet<string>;
}

/** What is to be done with an object of a backup, before the target is asked. */
export type Decision =
  /** Nothing: this is what becomes of it. */
  { fate: ObjectFate } | { how: 'create' | 'merge'; kind: Kind; isNewNamespace: boolean };

/** @returns decides for one object; a restore then does it, and a simulation counts it */
export function createDecider({ operation, backup, restoring, volumes, madeHere }: Deciding) {
  const { context } = restoring;
  const { namespaceMapping: mapping, storageClassMapping: classes } = operation.spec;
  const sealed = new Map(backup.seal.volumes.map((volume) => [`${volume.namespace}/${volume.pvc}`, volume]));
  const rows = new Map(volumes.map((volume) => [volume.volumeId, volume]));

  return (object: Manifest): Decision => {
    const { namespace, name } = object.metadata;
    const target = namespace === undefined ? undefined : targetOf(mapping, namespace);
    if (object.kind === NAMESPACE.kind && target === undefined) return { fate: fateOfNamespace(name) };
    const restorable = restorableOf(object, context);
    if (restorable.how === 'store') return left(restorable.reason, restorable.why);
    const kind = restoring.kindOf(object);
    if (!kind) return { fate: { outcome: 'dropped', reason: 'kind_missing', why: restoring.missing(object) } };
    const isNewNamespace = target !== undefined && madeHere.has(target);
    if (restorable.how === 'merge') {
      if (!isNewNamespace) return left('exists', `namespace ${target} had one before`);
      return { how: 'merge', kind, isNewNamespace };
    }
    const withVolume = kind.group === PVC.group && kind.kind === PVC.kind ? fateOfClaim(object) : undefined;
    if (withVolume) return { fate: withVolume };
    if (isMappedClass(classes, object)) {
      return left('class_mapped', `the restore was asked to use ${classes[name]} in its place`);
    }
    return { how: 'create', kind, isNewNamespace };
  };

  function fateOfNamespace(source: string): ObjectFate {
    const name = targetOf(mapping, source);
    const made = operation.madeNamespaces?.find((one) => one.name === name);
    if (!madeHere.has(name)) return { outcome: 'left', reason: 'exists', why: `namespace ${name} was there before` };
    return { outcome: 'created', reason: 'with_namespace', ...(made?.uid ? { uid: made.uid } : {}) };
  }

  /** Undefined for one that never had a volume: it is created as any object. */
  function fateOfClaim(claim: Manifest): ObjectFate | undefined {
    const volume = sealed.get(`${claim.metadata.namespace}/${claim.metadata.name}`);
    const fate = fateOfVolume(volume, volume && rows.get(volume.volumeId));
    if (fate?.outcome !== 'created') return fate;
    const fields = sanitise(claim, context).changes;
    return fields.length > 0 ? { ...fate, fields } : fate;
  }
}

function left(reason: NonNullable<ObjectFate['reason']>, why: string): Decision {
  return { fate: { outcome: 'left', reason, why } };
}

function fateOfVolume(volume: SealedVolume | undefined, row: Volume | undefined): ObjectFate | undefined {
  if (!volume) return { outcome: 'left', reason: 'claim_after_cut', why: 'the claim was made while the backup ran' };
  if (volume.outcome === 'NoData') return undefined;
  if (volume.outcome !== 'Done') {
    return { outcome: 'left', reason: 'without_volume', why: `the backup has no data of it: ${volume.outcome}` };
  }
  const uid = row?.restored?.claimUid;
  return { outcome: 'created', reason: 'with_volume', why: 'made with its volume', ...(uid ? { uid } : {}) };
}
