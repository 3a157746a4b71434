import { Fault } from '../domain/errors.ts';
import { refuseOtherNamespaces } from '../domain/grants.ts';
import { describeManifest, type Manifest } from '../domain/manifest.ts';
import { targetOf } from '../domain/map-namespaces.ts';
import type { Operation } from '../domain/operation.ts';
import { restorableOf } from '../domain/restorable.ts';
import { isOntoSource, sourceNamespacesOf } from '../domain/restore-plan.ts';
import type { RestoreSpec } from '../domain/restore-spec.ts';
import { done, waiting } from '../domain/step-result.ts';
import { conflict, MOST_LISTED, shortened } from '../runtime/check-restore-target.ts';
import { createNamesThere } from '../runtime/manifests/names-there.ts';
import { openRestoring, type Restoring } from '../runtime/manifests/restoring.ts';
import { openSealedBackup, type SealedBackup } from '../runtime/manifests/sealed-backup.ts';
import { createTrials, type Trials } from '../runtime/restored/try-objects.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, type StepCall, step } from '../runtime/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { type Kind, NAMESPACE, PVC } from '../services/cluster/kinds.ts';
import { newNamespacesOf } from './create-target-namespaces.ts';

type CheckServices = Pick<Services, 'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

const STAGE = 'CheckTarget';
const RESERVE_MS = 30_000;
const MOST_WARNINGS = 20;
/** Asked of the target between two looks at the time that is left. */
const BATCH = 80;

/**
 * Everything that can be known before anything is made: each manifest part is there and is what was sealed, the cluster
 * has every kind, no object or claim that would be restored exists in its target namespace, and the target, asked by a dry
 * run, refuses none. What every namespace has of its own (root certificate, default account) is not among them.
 *
 * @throws Fault Permanent `restore.conflict` with what exists, `restore.refused` with what the target says,
 *   `restore.kind_missing`, `part.missing`, `part.invalid`
 */
export function checkTarget(services: CheckServices): Step {
  return step<RestoreSpec>(STAGE, services, async (call) => await check(services, call));
}

async function check(services: CheckServices, { operation, run, remainingMs }: StepCall<RestoreSpec>) {
  const { clusters, ledger } = services;
  const { grants, namespaceMapping } = operation.spec;
  // A takeover after the first thing was made has passed here before; what it would find now is the restore's own.
  if (newNamespacesOf(operation)) return done();
  const backup = await openSealedBackup(services, operation);
  const cluster = await clusters.open(operation.refs.cluster, 'restore');
  const moves = sourceNamespacesOf(backup.seal).map((source) => ({
    source,
    target: targetOf(namespaceMapping, source),
  }));
  const existing = await existingOf(cluster, moves);
  refuseOtherNamespaces(
    grants,
    moves.filter(({ target }) => existing.has(target)),
    isOntoSource(operation),
  );
  const away = new Set<string>();
  const restoring = await openRestoring(cluster, backup, operation, (groupVersion) =>
    away.add(groupVersion.split('/')[0] ?? ''),
  );
  const isThere = createNamesThere(cluster);
  const conflicts: string[] = [];
  const trials = trialsOf(cluster, operation, backup, { existing, restoring });
  const isOut = () => remainingMs() < RESERVE_MS;

  /** The kind of what would be made; undefined where nothing can be asked yet. */
  async function checkObject(object: Manifest): Promise<Kind | undefined> {
    const { namespace, name } = object.metadata;
    if (restorableOf(object, restoring.context).how !== 'create') return undefined;
    const kind = restoring.kindOf(object);
    if (!kind) {
      const isPromised = restoring.comesWithDefinition(object);
      if (isPromised && grants?.clusterScoped !== false) return undefined;
      const group = object.apiVersion?.split('/')[0] ?? '';
      if (away.has(group)) throw new Fault('cluster.unreachable', `the API server of ${group} does not answer`);
      const why = isPromised ? '; its definition is in the backup, and wants a token with the admin scope' : '';
      throw new Fault('restore.kind_missing', `${restoring.missing(object)}${why}`);
    }
    const target = namespace === undefined ? undefined : targetOf(namespaceMapping, namespace);
    if (target && existing.has(target) && (await isThere(kind, target, name))) {
      conflicts.push(describeManifest({ ...object, metadata: { name, namespace: target } }));
    }
    return kind;
  }

  const [from = 0, fromObject = 0] = (operation.places?.[STAGE] ?? '').split('.').map(Number);
  if (from === 0 && fromObject === 0) conflicts.push(...(await claimsThere()));
  for (const [at, part] of backup.parts.entries()) {
    if (at < from) continue;
    const objects = await restoring.read(part);
    for (let next = 0; next < objects.length; next += BATCH) {
      const asked: { object: Manifest; kind: Kind }[] = [];
      for (const object of objects.slice(next, next + BATCH)) {
        const kind = await checkObject(object);
        if (kind) asked.push({ object, kind });
      }
      if (at === from && next < fromObject) continue;
      if (isOut()) return await slice(at, next);
      await trials.ask(asked);
    }
  }
  judge(conflicts, trials);
  await note(trials);
  return done({ parts: backup.parts.length, namespacesThere: existing.size, doubts: trials.doubts.length });

  /** What was found so far is not kept: it is said at once. */
  async function slice(at: number, object: number) {
    judge(conflicts, trials);
    await note(trials);
    await ledger.updateOperation(run, { places: { ...operation.places, [STAGE]: `${at}.${object}` } });
    return waiting(0, { partsLeft: backup.parts.length - at });
  }

  async function note({ doubts }: Trials): Promise<void> {
    const warnings = [...new Set([...operation.warnings, ...doubts])];
    if (doubts.length > 0) await ledger.updateOperation(run, { warnings: warnings.slice(0, MOST_WARNINGS) });
  }

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

function trialsOf(
  cluster: Cluster,
  { spec }: Operation<RestoreSpec>,
  { seal }: SealedBackup,
  { existing, restoring: { context } }: { existing: ReadonlySet<string>; restoring: Restoring },
): Trials {
  const volumes = seal.volumes.filter(({ outcome }) => outcome !== 'NoData');
  const withVolume = new Set(volumes.map(({ namespace, pvc }) => `${namespace}/${pvc}`));
  return createTrials({ cluster, spec, context, existing, withVolume });
}

/** @throws Fault `restore.conflict`, `restore.refused`: both list what they found */
function judge(conflicts: readonly string[], { refusals }: Trials): void {
  if (conflicts.length > 0) throw conflict([...new Set(conflicts)].toSorted());
  if (refusals.length === 0) return;
  const found = refusals.toSorted();
  throw new Fault('restore.refused', `the target would refuse ${shortened(found, 5)}`, {
    details: { refused: found.slice(0, MOST_LISTED), count: found.length },
  });
}

/** @throws Fault `restore.conflict` for one that is on its way out: what is made there would go with it */
async function existingOf(cluster: Cluster, moves: readonly { target: string }[]): Promise<Set<string>> {
  const existing = new Set<string>();
  for (const { target } of moves) {
    const namespace = await cluster.get(NAMESPACE, undefined, target);
    if (namespace?.metadata.deletionTimestamp) throw conflict([`Namespace ${target}, which is being deleted`]);
    if (namespace) existing.add(target);
  }
  return existing;
}
