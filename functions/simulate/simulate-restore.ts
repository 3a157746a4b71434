import { done, type StepResult, waiting } from '../domain/operation/step-result.ts';
import { targetOf } from '../domain/restore/map-namespaces.ts';
import { sourceNamespacesOf, targetClaimOf } from '../domain/restore/restore-plan.ts';
import { NOTHING_FOUND, type Simulation } from '../domain/simulation/simulation.ts';
import { type SimulationOf, simulationOf } from '../domain/simulation/simulation-of.ts';
import { openSealedBackup, type SealedBackup } from '../manifests/sealed-backup.ts';
import { existingTargets } from '../manifests/target-look.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import { askTarget, refusalOf } from '../restore/objects/ask-target.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { objectsOf } from './findings/count-objects.ts';
import { listed } from './findings/listed.ts';
import { lookAtRestore } from './findings/look-at-restore.ts';
import { openTarget } from './findings/open-target.ts';
import { collectProblems, type Problems } from './findings/problems.ts';
import { UNCHECKED } from './findings/unchecked.ts';
import { countFate } from './findings/would-be-made.ts';

type Dependencies = Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

const RESERVE_MS = 30_000;
/** As a restore has them. */
const MAX_WARNINGS = 20;

/**
 * Looks at all that a restore would do, with the code of the restore itself: the seal, volumes, classes and rights; then
 * each object, whether it would be made, is there already, or would be refused, asked by a dry run; and what of it does not
 * fit into quotas.
 * @returns `waiting, 0` after a slice
 */
export function simulateRestore(services: Dependencies): Step {
  const { clock, clusters, ledger } = services;
  return step('simulation', 'SimulateRestore', services, async ({ operation: given, remainingMs }) => {
    const operation = simulationOf(given, 'restore');
    if (operation.checkedAt) return done(operation.counts, operation.bytes);
    const { refs, spec, sealSha256, simulation = NOTHING_FOUND } = operation;
    const problems = collectProblems(simulation.problems);
    const cluster = await clusters.open(refs.cluster, 'restore');
    const asked = { refs, spec: spec.restore, ...(sealSha256 ? { sealSha256 } : {}) };
    const backup = await problems.orNoted(() => openSealedBackup(services, asked));
    if (backup) return await look(services, cluster, backup, { operation, problems, remainingMs });
    const changes = { checkedAt: isoNow(clock), simulation: { ...NOTHING_FOUND, problems: problems.found } };
    await ledger.updateOperation(operation, changes, UNCHECKED);
    return done();
  });
}

interface Turn {
  operation: SimulationOf<'restore'>;
  problems: Problems;
  remainingMs: StepCall<'simulation'>['remainingMs'];
}

/** What PlanRestore would find, if that is not known yet, and then what CheckTarget and RestoreResources would. */
async function look(services: Dependencies, cluster: Cluster, backup: SealedBackup, turn: Turn): Promise<StepResult> {
  const { problems } = turn;
  const { clock, ledger } = services;
  const isFirst = turn.operation.plannedAt === undefined;
  const operation = isFirst ? await lookAtRestore(services, cluster, turn.operation, backup, problems) : turn.operation;
  const { refs, spec, simulation = NOTHING_FOUND } = operation;
  const { restore } = spec;
  const sources = sourceNamespacesOf(backup.seal);
  const targets = sources.map((source) => targetOf(restore.namespaceMapping, source));
  const found = { ...simulation, namespaces: targets };
  const existing = await problems.orNoted(() => existingTargets(cluster, { refs, spec: restore }, sources));
  const place = existing && { cluster, backup, existing, found, isFirst };
  // Where it may not even look, the restore would end.
  const looked = place && (await problems.orNoted(() => lookAtObjects(services, { ...turn, operation }, place)));
  if (looked) return looked;
  const changes = { checkedAt: isoNow(clock), simulation: { ...found, problems: problems.found } };
  await ledger.updateOperation(operation, changes, UNCHECKED);
  return done(operation.counts, operation.bytes);
}

interface Place {
  cluster: Cluster;
  backup: SealedBackup;
  /** Target namespaces that are there. */
  existing: ReadonlySet<string>;
  found: Simulation;
  isFirst: boolean;
}

async function lookAtObjects(
  { clock, ledger }: Dependencies,
  { operation, problems, remainingMs }: Turn,
  { cluster, backup, existing, found, isFirst }: Place,
): Promise<StepResult> {
  const { checkpoints = {}, warnings } = operation;
  const volumes = await ledger.readVolumes(operation.operationId);
  const madeHere = new Set(found.namespaces.filter((target) => !existing.has(target)));
  const target = await openTarget(operation, found, { cluster, backup, volumes, existing, madeHere });
  const { restoring, quotas, trials } = target;
  const { conflicts } = target.look;
  if (isFirst) await target.look.askClaims(volumes.map(targetClaimOf));
  const place = await askTarget(backup, restoring, {
    from: checkpoints.SimulateRestore ?? { part: 0, object: 0 },
    isOut: () => remainingMs() < RESERVE_MS,
    async look(object) {
      const before = conflicts.length;
      const kind = await problems.orNoted(() => target.look.ask(object, restoring));
      if (conflicts.length > before) target.outcomes.left += 1;
      else await countFate(object, target);
      return kind;
    },
    trials,
  });
  const refusal = refusalOf(conflicts, trials);
  if (refusal) problems.noteFirst(refusal);
  const counts = { ...operation.counts, ...target.outcomes };
  const reached = place ?? { part: backup.parts.length, object: 0 };
  const changes = {
    ...(place ? {} : { checkedAt: isoNow(clock) }),
    checkpoints: { ...checkpoints, SimulateRestore: { ...reached, quotaUse: quotas.taken() } },
    counts,
    warnings: [...new Set([...warnings, ...trials.doubts])].slice(0, MAX_WARNINGS),
    simulation: {
      ...found,
      problems: problems.found,
      newNamespaces: [...madeHere],
      objects: objectsOf(target.objects),
      conflicts: listed(found.conflicts, conflicts),
      refused: listed(found.refused, trials.refusals),
      overQuota: quotas.over(),
    },
  };
  await ledger.updateOperation(operation, changes, UNCHECKED);
  return place ? waiting(0, { partsLeft: backup.parts.length - place.part }) : done(counts, operation.bytes);
}
