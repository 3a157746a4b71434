import type { SealedVolume } from '../../domain/backup/seal.ts';
import { describeManifest, type Manifest } from '../../domain/manifest/manifest.ts';
import type { RestoreOperation } from '../../domain/operation/operation.ts';
import { isMappedClass, mapClasses } from '../../domain/restore/map-classes.ts';
import { targetOf } from '../../domain/restore/map-namespaces.ts';
import { restorableOf, STORED } from '../../domain/restore/restorable.ts';
import {
  describeChange,
  type FieldChange,
  type ObjectFate,
  type RestoredObject,
  recordOf,
} from '../../domain/restore/restored-object.ts';
import { sanitise, WRITTEN_BY_CONTROLLER } from '../../domain/restore/sanitise.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Restoring } from '../../manifests/restoring.ts';
import type { SealedBackup } from '../../manifests/sealed-backup.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { NAMESPACE, PVC } from '../../services/cluster/kinds.ts';
import { mergeAccount, restoreObject } from './restore-object.ts';

interface Restoration {
  operation: Pick<RestoreOperation, 'spec' | 'madeNamespaces'>;
  backup: SealedBackup;
  cluster: Cluster;
  /** It has read the part of the objects. */
  restoring: Restoring;
  /** Rows of the restore. */
  volumes: readonly Volume[];
  /** The namespaces that this restore made. */
  madeHere: ReadonlySet<string>;
}

/** @returns restores one object, which gets an answer whatever comes; `maybeOurs`: an earlier turn may have made it */
export function createRestorer(restoration: Restoration) {
  const { operation, backup, cluster, restoring, volumes, madeHere } = restoration;
  const { context } = restoring;
  const { namespaceMapping: mapping, storageClassMapping: classes } = operation.spec;
  const sealed = new Map(backup.seal.volumes.map((volume) => [`${volume.namespace}/${volume.pvc}`, volume]));
  const rows = new Map(volumes.map((volume) => [volume.volumeId, volume]));

  async function fateOf(object: Manifest, target: string | undefined, maybeOurs: boolean): Promise<ObjectFate> {
    const restorable = restorableOf(object, context);
    if (object.kind === NAMESPACE.kind && target === undefined) return fateOfNamespace(object.metadata.name);
    if (restorable.how === 'store') return { outcome: 'left', reason: restorable.reason, why: restorable.why };
    const kind = restoring.kindOf(object);
    if (!kind) return { outcome: 'dropped', reason: 'kind_missing', why: restoring.missing(object) };
    const isNewNamespace = target !== undefined && madeHere.has(target);
    if (restorable.how === 'merge') {
      if (!isNewNamespace) return { outcome: 'left', reason: 'exists', why: `namespace ${target} had one before` };
      const fields = await mergeAccount(cluster, kind, object, context);
      return { outcome: 'merged', ...(fields.length > 0 ? { fields } : {}) };
    }
    const withVolume = kind.group === PVC.group && kind.kind === PVC.kind ? fateOfClaim(object) : undefined;
    if (withVolume) return withVolume;
    if (isMappedClass(classes, object)) {
      const why = `the restore was asked to use ${classes[object.metadata.name]} in its place`;
      return { outcome: 'left', reason: 'class_mapped', why };
    }
    return await restoreObject(mapClasses(object, classes), { cluster, kind, context, maybeOurs, isNewNamespace });
  }

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

  return async (object: Manifest, maybeOurs: boolean): Promise<RestoredObject> => {
    const { namespace, name } = object.metadata;
    const target = namespace === undefined ? undefined : targetOf(mapping, namespace);
    const fate = await fateOf(object, target, maybeOurs);
    const isNamespace = object.kind === NAMESPACE.kind && target === undefined;
    const named = isNamespace ? { ...object, metadata: { name: targetOf(mapping, name) } } : object;
    return recordOf(named, target, fate);
  };
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

const MAX_SAID = 3;
/** Everybody expects an address of the cluster, a token and the owner's uid to be another one, and controllers to write status. */
function isExpected({ field, action, reason }: FieldChange): boolean {
  if (field === 'spec.clusterIP' || field === 'data' || reason === WRITTEN_BY_CONTROLLER) return true;
  return action === 'changed' && field.startsWith('metadata.ownerReferences');
}

/** For the operation's warnings: what a person would not expect. What stays in the backup as a rule is not among it. */
export function noteOf({ apiVersion, kind }: Manifest, record: RestoredObject): string | undefined {
  const { outcome, reason, why, fields = [], name, namespace } = record;
  // Under the name that it has where it is brought to: under its source's it reads as if that had been changed.
  const metadata = { name, ...(namespace ? { namespace } : {}) };
  const object = { ...(apiVersion ? { apiVersion } : {}), ...(kind ? { kind } : {}), metadata };
  if (reason === 'class_mapped') return `not restored: ${describeManifest(object)}, which was mapped: ${why}`;
  if (reason === 'wants_admin') return `not restored: ${describeManifest(object)}: ${why}`;
  if (outcome === 'left' && reason !== 'same' && !STORED.some((one) => one === reason)) {
    return `left as it is: ${describeManifest(object)}: ${why}`;
  }
  const changes = fields.filter((change) => !isExpected(change));
  if (changes.length === 0) return undefined;
  const said = changes.slice(0, MAX_SAID).map(describeChange).join('; ');
  const more = changes.length > MAX_SAID ? `; and ${changes.length - MAX_SAID} more` : '';
  const what = changes.every(({ action }) => action === 'kept') ? 'worth a look' : 'not as it was';
  return `${what}: ${describeManifest(object)}: ${said}${more}`;
}
