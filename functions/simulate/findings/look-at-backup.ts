import { execNeeds, unmet } from '../../backup/prerequisites/unmet.ts';
import { planNow } from '../../backup/selection/plan-now.ts';
import type { AskedBackup } from '../../backup/selection/select-now.ts';
import { askedOf } from '../../domain/backup/selection-spec.ts';
import { coverageOf } from '../../domain/backup/unprotected.ts';
import type { OperationChanges } from '../../domain/operation/operation.ts';
import { MAX_PERMISSIONS, NOTHING_FOUND, type Simulation } from '../../domain/simulation/simulation.ts';
import { type SimulationOf, simulationOf } from '../../domain/simulation/simulation-of.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { inPhase, namespacesOf } from '../../domain/volume/volume-sets.ts';
import { checkSelectedObjects } from '../../operations/check-selected-objects.ts';
import type { Uses } from '../../platform/services.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { backupAccess } from '../../services/cluster/permissions.ts';
import { estimateBackup } from './estimate-backup.ts';
import { findMissingPermissions } from './missing-permissions.ts';
import { collectProblems } from './problems.ts';
import { findActions } from './rule-actions.ts';
import { findRoom } from './snapshot-room.ts';
import { UNCHECKED } from './unchecked.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'ledger' | 'repositories' | 'slots'>;

/**
 * All of a backup but its objects: what PlanBackup would make of the selection, and what CheckPrerequisites and MakeRoom
 * would find. A row is written for each volume; nothing else, anywhere.
 * @returns what is known of it now: its record, once `plannedAt` is on it
 */
export async function lookAtBackup(services: Dependencies, cluster: Cluster, operation: SimulationOf<'backup'>) {
  const { clock, ledger } = services;
  const problems = collectProblems();
  const missing = await problems.orNoted(() => findMissingPermissions(cluster, backupAccess(cluster.ownNamespace)));
  const found: Simulation = { ...NOTHING_FOUND, missingPermissions: missing ?? [] };
  const asked = askedBackupOf(operation);
  const plan = await problems.orNoted(() => planNow(services, cluster, asked));
  if (!plan) return await note({ problems: problems.found });
  const { volumes: planned, refusals, selected } = plan;
  await problems.orNoted(() => checkSelectedObjects(cluster, askedOf(asked.spec.selection)));
  for (const refusal of refusals) problems.note(refusal);
  await ledger.putVolumes(
    operation,
    planned.map((volume) => ({ ...volume, epoch: operation.epoch })),
  );
  const volumes = await ledger.readVolumes(operation.operationId);
  const { warnings, ...more } = await lookAtVolumes(inPhase(volumes, 'Pending'));
  const { spec, keptOut } = selected;
  const said = { unprotected: selected.unprotected, warnings: [...selected.warnings, ...warnings] };
  const estimated = await estimateBackup(services, operation, volumes, { makesRoom: more.room.length > 0 });
  return await note(
    { ...more, ...estimated, problems: problems.found, namespaces: spec.selection.namespaces },
    {
      keptOut,
      ...coverageOf(said, volumes, false),
      counts: { volumes: inPhase(volumes, 'Pending').length },
      spec: { ...operation.spec, backup: spec },
    },
  );

  async function lookAtVolumes(pending: readonly Volume[]) {
    const { rules } = selected.spec;
    await problems.orNoted(async () => {
      for await (const fault of unmet(cluster, pending, selected.spec)) problems.note(fault);
    });
    const room = await problems.orNoted(() => findRoom(services, cluster, pending, problems));
    const missingToo = await problems.orNoted(async () => {
      const toExec = rules ? await execNeeds(cluster, rules, namespacesOf(pending)) : [];
      return await findMissingPermissions(cluster, toExec);
    });
    const planned = rules && (await findActions(cluster, operation, rules, pending, problems));
    return {
      missingPermissions: [...found.missingPermissions, ...(missingToo ?? [])].slice(0, MAX_PERMISSIONS),
      room: room ?? [],
      ...(planned ? { actions: planned.actions } : {}),
      warnings: planned?.warnings ?? [],
    };
  }

  async function note(more: Partial<Simulation>, changes: OperationChanges = {}) {
    const plannedAt = clock.now().toISOString();
    const simulation = { ...found, ...more };
    const noted = await ledger.updateOperation(operation, { ...changes, plannedAt, simulation }, UNCHECKED);
    return simulationOf(noted, 'backup');
  }
}

/** As the backup's own row would have it. */
function askedBackupOf({ operationId, createdAt, refs, spec, warnings }: SimulationOf<'backup'>): AskedBackup {
  return { operationId, createdAt, refs, warnings, spec: spec.backup };
}
