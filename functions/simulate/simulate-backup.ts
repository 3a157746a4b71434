import { type Notes, notesOf } from '../backup/resources/pieces.ts';
import { planUnits } from '../backup/resources/plan-units.ts';
import { workThrough } from '../backup/resources/work-through.ts';
import { checkNotEmpty } from '../domain/backup/not-empty.ts';
import { kindNameOf } from '../domain/manifest/manifest.ts';
import { done, type StepResult, waiting } from '../domain/operation/step-result.ts';
import { NOTHING_FOUND } from '../domain/simulation/simulation.ts';
import { type SimulationOf, simulationOf } from '../domain/simulation/simulation-of.ts';
import { inScope } from '../domain/volume/volume-sets.ts';
import { listHeads } from '../manifests/collected-pages.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { countedPiece, countsOf, objectsOf } from './findings/count-objects.ts';
import { lookAtBackup } from './findings/look-at-backup.ts';
import { collectProblems } from './findings/problems.ts';
import { UNCHECKED } from './findings/unchecked.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'config' | 'ledger' | 'log' | 'repositories' | 'slots'>;

/**
 * Looks at all that a backup would do, with the code of the backup itself, and touches nothing: rights, selection, volumes,
 * room for snapshots, and what the last runs took; then its objects, kind by kind, of which it reads no more than what tells
 * whether each is in it.
 * @returns `waiting, 0` after a slice
 */
export function simulateBackup(services: Dependencies): Step {
  const { clusters } = services;
  return step('simulation', 'SimulateBackup', services, async ({ operation: given, remainingMs }) => {
    const operation = simulationOf(given, 'backup');
    if (operation.checkedAt) return done(operation.counts);
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const looked = operation.plannedAt ? operation : await lookAtBackup(services, cluster, operation);
    return await countObjects(services, cluster, looked, remainingMs);
  });
}

/** The place behind all pieces. */
const ALL = '9';

/** What of its objects the backup would hold; of a selection that is refused there is nothing to count. */
async function countObjects(
  { clock, ledger }: Dependencies,
  cluster: Cluster,
  operation: SimulationOf<'backup'>,
  remainingMs: StepCall<'simulation'>['remainingMs'],
): Promise<StepResult> {
  const { simulation: found = NOTHING_FOUND, spec, checkpoints = {} } = operation;
  if (found.namespaces.length === 0) {
    await ledger.updateOperation(operation, { checkedAt: isoNow(clock) }, UNCHECKED);
    return done(operation.counts);
  }
  const { selection } = spec.backup;
  const problems = collectProblems(found.problems);
  const counts = countsOf(found);
  const volumes = await ledger.readVolumes(operation.operationId);
  const collected = async () => new Set(counts.keys());
  const planned = await problems.orNoted(() =>
    planUnits(cluster, spec.backup, volumes, { collected, read: listHeads }),
  );
  if (!planned) return await remember(ALL, notesOf(operation));
  const { notes, left } = await workThrough(cluster, selection, planned, {
    place: checkpoints.SimulateBackup ?? '',
    notes: notesOf(operation),
    remainingMs,
    pieceOf: (unit) => countedPiece(unit, counts),
    collect: async (piece) => (await problems.orNoted(() => piece.collect())) ?? {},
    remember,
  });
  if (left > 0) return waiting(0, { batchesLeft: left });
  const isHeld = inScope(volumes).length > 0 || planned.kinds.some((kind) => counts.has(kindNameOf(kind)));
  await problems.orNoted(async () => checkNotEmpty(selection, isHeld, notes.keptOut));
  return await remember(ALL, notes);

  async function remember(reached: string, { keptOut, leftOut, keptOutIn, warnings }: Notes): Promise<StepResult> {
    const simulation = { ...found, problems: [...problems.found], objects: objectsOf(counts) };
    const objects = simulation.objects.reduce((sum, { count }) => sum + count, 0);
    const all = { ...operation.counts, objects };
    const changes = {
      ...(reached === ALL ? { checkedAt: isoNow(clock) } : {}),
      checkpoints: { ...checkpoints, SimulateBackup: reached, keptOutIn: [...keptOutIn] },
      counts: all,
      simulation,
      keptOut,
      leftOut,
      warnings: [...warnings],
    };
    await ledger.updateOperation(operation, changes, UNCHECKED);
    return done(all);
  }
}
