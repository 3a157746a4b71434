import { done, waiting } from '../domain/operation/step-result.ts';
import { sourceNamespacesOf, targetClaimOf } from '../domain/restore/restore-plan.ts';
import { openRestoring } from '../manifests/restoring.ts';
import { openSealedBackup } from '../manifests/sealed-backup.ts';
import { createTargetLook, existingTargets } from '../manifests/target-look.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import { newNamespacesOf } from './create-target-namespaces.ts';
import { askTarget, openTrials, refusalOf } from './objects/ask-target.ts';
import type { Trials } from './objects/try-objects.ts';

type CheckServices = Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

const RESERVE_MS = 30_000;
const MAX_WARNINGS = 20;

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
  const trials = openTrials(cluster, operation.spec, backup, { existing, restoring });
  const from = operation.checkpoints?.CheckTarget ?? { part: 0, object: 0 };
  if (from.part === 0 && from.object === 0) {
    const volumes = await ledger.readVolumes(run.operationId);
    await look.askClaims(volumes.map(targetClaimOf));
  }
  const place = await askTarget(backup, restoring, {
    from,
    isOut: () => remainingMs() < RESERVE_MS,
    look: (object) => look.ask(object, restoring),
    trials,
  });
  // What was found so far is not kept: it is said at once.
  const refusal = refusalOf(look.conflicts, trials);
  if (refusal) throw refusal;
  await note(trials);
  if (!place) return done({ parts: backup.parts.length, namespacesThere: existing.size, doubts: trials.doubts.length });
  await ledger.updateOperation(run, { checkpoints: { ...operation.checkpoints, CheckTarget: place } });
  return waiting(0, { partsLeft: backup.parts.length - place.part });

  async function note({ doubts }: Trials): Promise<void> {
    const warnings = [...new Set([...operation.warnings, ...doubts])];
    if (doubts.length > 0) await ledger.updateOperation(run, { warnings: warnings.slice(0, MAX_WARNINGS) });
  }
}
