import { Fault } from '../domain/errors.ts';
import { describeManifest, type Manifest } from '../domain/manifest.ts';
import { targetOf } from '../domain/map-namespaces.ts';
import { restorableOf } from '../domain/restorable.ts';
import { sourceNamespacesOf } from '../domain/restore-plan.ts';
import type { RestoreSpec } from '../domain/restore-spec.ts';
import { done, waiting } from '../domain/step-result.ts';
import { createNamesThere } from '../runtime/manifests/names-there.ts';
import { openRestoring } from '../runtime/manifests/restoring.ts';
import { openSealedBackup } from '../runtime/manifests/sealed-backup.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, type StepCall, step } from '../runtime/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { NAMESPACE, PVC } from '../services/cluster/kinds.ts';
import { newNamespacesOf } from './create-target-namespaces.ts';

type CheckServices = Pick<Services, 'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

const STAGE = 'CheckTarget';
const RESERVE_MS = 30_000;
const MOST_LISTED = 50;

/**
 * Everything that can be known before anything is made: each manifest part is there and is what was sealed, the cluster
 * has every kind, and no object or claim that would be restored exists in its target namespace. What every namespace
 * has of its own (root certificate, default account) is not among them.
 *
 * @throws Fault Permanent `restore.conflict` with what exists, `restore.kind_missing`, `part.missing`, `part.invalid`
 */
export function checkTarget(services: CheckServices): Step {
  return step<RestoreSpec>(STAGE, services, async (call) => await check(services, call));
}

async function check(services: CheckServices, { operation, run, remainingMs }: StepCall<RestoreSpec>) {
  const { clusters, ledger } = services;
  const { namespaceMapping } = operation.spec;
  // A takeover after the first thing was made has passed here before; what it would find now is the restore's own.
  if (newNamespacesOf(operation)) return done();
  const backup = await openSealedBackup(services, operation);
  const cluster = await clusters.open(operation.refs.cluster, 'restore');
  const targets = sourceNamespacesOf(backup.seal).map((source) => targetOf(namespaceMapping, source));
  const existing = await existingOf(cluster, targets);
  const away = new Set<string>();
  const restoring = await openRestoring(cluster, backup, operation, (groupVersion) =>
    away.add(groupVersion.split('/')[0] ?? ''),
  );
  const isThere = createNamesThere(cluster);
  const conflicts: string[] = [];

  async function checkObject(object: Manifest): Promise<void> {
    const { namespace, name } = object.metadata;
    if (restorableOf(object, restoring.context).how !== 'create') return;
    const kind = restoring.kindOf(object);
    if (!kind) {
      if (restoring.comesWithDefinition(object)) return;
      const group = object.apiVersion?.split('/')[0] ?? '';
      if (away.has(group)) throw new Fault('cluster.unreachable', `the API server of ${group} does not answer`);
      throw new Fault('restore.kind_missing', restoring.missing(object));
    }
    const target = namespace === undefined ? undefined : targetOf(namespaceMapping, namespace);
    if (target && existing.has(target) && (await isThere(kind, target, name))) {
      conflicts.push(describeManifest({ ...object, metadata: { name, namespace: target } }));
    }
  }

  const from = Number(operation.places?.[STAGE] ?? 0);
  if (from === 0) conflicts.push(...(await claimsThere()));
  for (const [at, part] of backup.parts.entries()) {
    if (at < from) continue;
    for (const object of await restoring.read(part)) await checkObject(object);
    const left = backup.parts.length - at - 1;
    if (left > 0 && at >= from && remainingMs() < RESERVE_MS && conflicts.length === 0) {
      await ledger.updateOperation(run, { places: { ...operation.places, [STAGE]: String(at + 1) } });
      return waiting(0, { partsLeft: left });
    }
  }
  if (conflicts.length > 0) throw conflict([...new Set(conflicts)].toSorted());
  return done({ parts: backup.parts.length, namespacesThere: existing.size });

  /** A claim that went before the collection has no manifest, but its volume comes back. */
  async function claimsThere(): Promise<string[]> {
    const found: string[] = [];
    for (const { pvc, restored, namespace } of await ledger.readVolumes(run.operationId)) {
      const target = restored?.namespace ?? namespace;
      if (existing.has(target) && (await isThere(PVC, target, pvc))) {
        found.push(`PersistentVolumeClaim ${target}/${pvc}`);
      }
    }
    return found;
  }
}

/** @throws Fault `restore.conflict` for one that is on its way out: what is made there would go with it */
async function existingOf(cluster: Cluster, targets: readonly string[]): Promise<Set<string>> {
  const existing = new Set<string>();
  for (const target of targets) {
    const namespace = await cluster.get(NAMESPACE, undefined, target);
    if (namespace?.metadata.deletionTimestamp) throw conflict([`Namespace ${target}, which is being deleted`]);
    if (namespace) existing.add(target);
  }
  return existing;
}

function conflict(found: readonly string[]): Fault {
  const more = found.length > 10 ? ` and ${found.length - 10} more` : '';
  return new Fault('restore.conflict', `there is already ${found.slice(0, 10).join(', ')}${more}`, {
    details: { conflicts: found.slice(0, MOST_LISTED), count: found.length },
  });
}
