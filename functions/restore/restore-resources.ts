import { Fault } from '../domain/errors.ts';
import { describeManifest, type Manifest } from '../domain/manifest.ts';
import { isMappedClass, mapClasses } from '../domain/map-classes.ts';
import { targetOf } from '../domain/map-namespaces.ts';
import { restorableOf } from '../domain/restorable.ts';
import { parsePlace, type RestorePlace, renderPlace } from '../domain/restore-place.ts';
import type { RestoreSpec } from '../domain/restore-spec.ts';
import { done, type StepResult, waiting } from '../domain/step-result.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { openRestoring } from '../runtime/manifests/restoring.ts';
import { openSealedBackup } from '../runtime/manifests/sealed-backup.ts';
import { mergeAccount, restoreObject } from '../runtime/restore-object.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, type StepCall, step } from '../runtime/step.ts';
import { PVC } from '../services/cluster/kinds.ts';
import { newNamespacesOf } from './create-target-namespaces.ts';

type ResourceServices = Pick<Services, 'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

const STAGE = 'RestoreResources';
const AT_ONCE = 8;
const BATCH = 40;
const RESERVE_MS = 30_000;
/** A kind that its definition has just brought is served within seconds. */
const KIND_SECONDS = 120;
const MOST_WARNINGS = 200;

/**
 * Creates the objects of the backup in restore order, in batches, after their volumes.
 *
 * Invariant: which objects are about to be created is in the ledger before the first of a batch is. CheckTarget found
 * none of them, so one that exists afterwards is of a batch that a turn of ours had begun, and is then ours, or is what
 * would have been created anyway, or is somebody else's, and a conflict. So no object needs a label or a note of ours.
 */
export function restoreResources(services: ResourceServices): Step {
  return step<RestoreSpec>(STAGE, services, async (call) => await restore(services, call));
}

async function restore(services: ResourceServices, call: StepCall<RestoreSpec>): Promise<StepResult> {
  const { operation, run, remainingMs, secondsInStage, wait } = call;
  const { clusters, ledger } = services;
  const backup = await openSealedBackup(services, operation);
  const cluster = await clusters.open(operation.refs.cluster, 'restore');
  const restoring = await openRestoring(cluster, backup, operation);
  const { context } = restoring;
  const { namespaceMapping: mapping, storageClassMapping: classMapping = {} } = operation.spec;
  const madeHere = newNamespacesOf(operation) ?? new Set();
  const restoredClaims = new Set(backup.seal.volumes.map(({ namespace, pvc }) => `${namespace}/${pvc}`));
  const withoutData = new Set(
    backup.seal.volumes
      .filter(({ outcome }) => outcome === 'NoData')
      .map(({ namespace, pvc }) => `${namespace}/${pvc}`),
  );
  const notes = new Set(operation.warnings);
  let place = parsePlace(operation.places?.[STAGE]);

  for (const [at, part] of backup.parts.entries()) {
    if (at < place.part) continue;
    const objects = await restoring.read(part);
    for (let from = at === place.part ? place.object : 0; from < objects.length; from += BATCH) {
      const batch = objects.slice(from, from + BATCH);
      if (batch.some((object) => isMissingKind(object))) {
        if (secondsInStage < KIND_SECONDS) return wait({ partsLeft: backup.parts.length - at });
        throw new Fault('restore.kind_missing', `the cluster serves no ${part.kindName}`);
      }
      if (remainingMs() < RESERVE_MS) return waiting(0, { partsLeft: backup.parts.length - at });
      const begun = at === place.part && from < place.begun;
      if (!begun) await advance({ part: at, object: from, begun: from + batch.length });
      await inParallel(batch, AT_ONCE, async (object) => await restoreOne(object, begun));
    }
  }
  await advance({ part: backup.parts.length, object: 0, begun: 0 });
  return done({ objects: backup.seal.parts.reduce((sum, { count }) => sum + count, 0), warnings: notes.size });

  async function advance(next: RestorePlace): Promise<void> {
    place = next;
    const places = { ...operation.places, [STAGE]: renderPlace(next) };
    await ledger.updateOperation(run, { places, warnings: [...notes].slice(0, MOST_WARNINGS) });
  }

  function isMissingKind(object: Manifest): boolean {
    return restorableOf(object, context).how === 'create' && !restoring.kindOf(object);
  }

  async function restoreOne(object: Manifest, maybeOurs: boolean): Promise<void> {
    const { how } = restorableOf(object, context);
    const kind = restoring.kindOf(object);
    if (how === 'store' || !kind) return;
    const target = targetOf(mapping, object.metadata.namespace ?? '');
    if (how === 'merge') {
      if (madeHere.has(target)) await mergeAccount(cluster, kind, object, context);
      else notes.add(`left as it is: ${describeManifest(object)}, which ${target} had before`);
      return;
    }
    if (object.kind === PVC.kind && kind.group === PVC.group) {
      const claim = `${object.metadata.namespace}/${object.metadata.name}`;
      if (!restoredClaims.has(claim)) notes.add(`not restored: claim ${claim} was made while the backup ran`);
      if (!withoutData.has(claim)) return;
    }
    if (isMappedClass(classMapping, object)) {
      notes.add(`not restored: ${describeManifest(object)}, which was mapped to ${classMapping[object.metadata.name]}`);
      return;
    }
    const result = await restoreObject(mapClasses(object, classMapping), { cluster, kind, context, maybeOurs });
    if (result === 'left') notes.add(`left as it is: ${describeManifest(object)}`);
    if (result === 'ports-changed') notes.add(`node ports changed, since they were taken: ${describeManifest(object)}`);
  }
}
