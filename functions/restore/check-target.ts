import { Fault } from '../domain/errors.ts';
import type { Manifest } from '../domain/manifest/manifest.ts';
import { nameSome } from '../domain/name-some.ts';
import type { RestoreOperation } from '../domain/operation/operation.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { sourceNamespacesOf } from '../domain/restore/restore-plan.ts';
import { openRestoring, type Restoring } from '../manifests/restoring.ts';
import { openSealedBackup, type SealedBackup } from '../manifests/sealed-backup.ts';
import { conflict, createTargetLook, existingTargets, MAX_LISTED } from '../manifests/target-look.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';
import { newNamespacesOf } from './create-target-namespaces.ts';
import { createTrials, type Trials } from './objects/try-objects.ts';

type CheckServices = Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

const RESERVE_MS = 30_000;
const MAX_WARNINGS = 20;
/** Asked of the target between two looks at the time that is left. */
const BATCH = 80;

/**
 * Everything that can be known before anything is made: each manifest part is there and is what was sealed, the cluster
 * has every kind, no object or claim that would be restored exists in its target namespace, and the target, asked by a dry
 * run, refuses none. What every namespace has of its own (root certificate, default account) is not among them.
 *
 * @throws Fault Permanent `restore.conflict` with what exists, `restore.refused` with what the target says,
 *   `restore.kind_not_found`, `part.not_found`, `part.invalid`
 */
export function checkTarget(services: CheckServices): Step {
  return step('restore', 'CheckTarget', services, async (call) => await check(services, call));
}

async function check(services: CheckServices, { operation, run, remainingMs }: StepCall<'restore'>) {
  const { clusters, ledger } = services;
  // A takeover after the first thing was made has passed here before; what it would find now is the restore's own.
  if (newNamespacesOf(operation)) return done();
  const backup = await openSealedBackup(services, operation);
  const cluster = await clusters.open(operation.refs.cluster, 'restore');
  const existing = await existingTargets(cluster, operation, sourceNamespacesOf(backup.seal));
  const away = new Set<string>();
  const restoring = await openRestoring(cluster, backup, operation, {
    onUnavailable: (groupVersion) => away.add(groupVersion.split('/')[0] ?? ''),
  });
  const look = createTargetLook(cluster, operation.spec, { existing, away });
  const trials = trialsOf(cluster, operation, backup, { existing, restoring });
  const isOut = () => remainingMs() < RESERVE_MS;

  const { part: from, object: fromObject } = operation.checkpoints?.CheckTarget ?? { part: 0, object: 0 };
  if (from === 0 && fromObject === 0) {
    const volumes = await ledger.readVolumes(run.operationId);
    const claims = volumes.map(({ pvc, restored, namespace }) => ({
      pvc,
      namespace: restored?.namespace ?? namespace,
    }));
    await look.askClaims(claims);
  }
  for (const [at, part] of backup.parts.entries()) {
    if (at < from) continue;
    const objects = await restoring.read(part);
    for (let next = 0; next < objects.length; next += BATCH) {
      const asked: { object: Manifest; kind: Kind }[] = [];
      for (const object of objects.slice(next, next + BATCH)) {
        const kind = await look.ask(object, restoring);
        if (kind) asked.push({ object, kind });
      }
      if (at === from && next < fromObject) continue;
      if (isOut()) return await slice(at, next);
      await trials.ask(asked);
    }
  }
  judge(look.conflicts, trials);
  await note(trials);
  return done({ parts: backup.parts.length, namespacesThere: existing.size, doubts: trials.doubts.length });

  /** What was found so far is not kept: it is said at once. */
  async function slice(at: number, object: number) {
    judge(look.conflicts, trials);
    await note(trials);
    await ledger.updateOperation(run, { checkpoints: { ...operation.checkpoints, CheckTarget: { part: at, object } } });
    return waiting(0, { partsLeft: backup.parts.length - at });
  }

  async function note({ doubts }: Trials): Promise<void> {
    const warnings = [...new Set([...operation.warnings, ...doubts])];
    if (doubts.length > 0) await ledger.updateOperation(run, { warnings: warnings.slice(0, MAX_WARNINGS) });
  }
}

function trialsOf(
  cluster: Cluster,
  { spec }: RestoreOperation,
  { seal }: SealedBackup,
  { existing, restoring: { context } }: { existing: ReadonlySet<string>; restoring: Restoring },
): Trials {
  const volumes = seal.volumes.filter(({ outcome }) => outcome !== 'NoData');
  const withVolume = new Set(volumes.map(({ namespace, pvc }) => `${namespace}/${pvc}`));
  return createTrials({ cluster, spec, context, existing, withVolume });
}

/** @throws Fault `restore.conflict`, `restore.refused`: both list what they found */
function judge(conflicts: readonly string[], { refusals }: Trials): void {
  if (conflicts.length > 0) throw conflict(conflicts);
  if (refusals.length === 0) return;
  const found = refusals.toSorted();
  const details = { refused: found.slice(0, MAX_LISTED), count: found.length };
  throw new Fault('restore.refused', `the target would refuse ${nameSome(found, 5)}`, { details });
}
