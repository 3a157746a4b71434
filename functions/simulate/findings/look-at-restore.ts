import { Fault } from '../../domain/errors.ts';
import type { OperationChanges } from '../../domain/operation/operation.ts';
import { checkTargets, sourceNamespacesOf } from '../../domain/restore/restore-plan.ts';
import { NOTHING_FOUND, type Simulation } from '../../domain/simulation/simulation.ts';
import { type SimulationOf, simulationOf } from '../../domain/simulation/simulation-of.ts';
import type { SealedBackup } from '../../manifests/sealed-backup.ts';
import { checkClasses } from '../../operations/check-restore-target.ts';
import type { Uses } from '../../platform/services.ts';
import { checkRights } from '../../restore/volumes/check-rights.ts';
import { planVolumesOf } from '../../restore/volumes/plan-volumes.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { restoreAccess } from '../../services/cluster/permissions.ts';
import { findMissingPermissions } from './missing-permissions.ts';
import type { Problems } from './problems.ts';
import { UNCHECKED } from './unchecked.ts';

/**
 * What PlanRestore would find, beside rights that are missing. A row is written for each volume that would come back.
 * @returns what is known of it now
 */
export async function lookAtRestore(
  { clock, ledger }: Uses<'clock' | 'ledger'>,
  cluster: Cluster,
  operation: SimulationOf<'restore'>,
  backup: SealedBackup,
  problems: Problems,
) {
  const { refs, spec } = operation;
  const asked = { refs, spec: spec.restore };
  const { namespaceMapping } = asked.spec;
  const missing = await problems.orNoted(() => findMissingPermissions(cluster, restoreAccess(cluster.ownNamespace)));
  await problems.orNoted(async () =>
    checkTargets(sourceNamespacesOf(backup.seal), namespaceMapping, cluster.ownNamespace),
  );
  const planned = (await problems.orNoted(() => planVolumesOf(ledger, backup, asked))) ?? [];
  const missingStorageClasses = await missingClasses();
  await problems.orNoted(() => checkRights(cluster, planned));
  await ledger.putVolumes(
    operation,
    planned.map((volume) => ({ ...volume, epoch: operation.epoch })),
  );
  const done = backup.seal.volumes.filter(({ outcome }) => outcome === 'Done');
  const changes: OperationChanges = {
    plannedAt: clock.now().toISOString(),
    sealSha256: backup.sealSha256,
    counts: { volumes: planned.length },
    bytes: done.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    simulation: {
      ...NOTHING_FOUND,
      problems: problems.found,
      missingPermissions: missing ?? [],
      missingStorageClasses,
    } satisfies Simulation,
  };
  return simulationOf(await ledger.updateOperation(operation, changes, UNCHECKED), 'restore');

  async function missingClasses(): Promise<string[]> {
    let missing: string[] = [];
    await problems.orNoted(async () => {
      try {
        await checkClasses(cluster, planned);
      } catch (thrown) {
        missing = classesIn(thrown);
        throw thrown;
      }
    });
    return missing;
  }
}

/** The fault names them, beside their claims. */
function classesIn(thrown: unknown): string[] {
  const named = thrown instanceof Fault ? thrown.details.storageClasses : undefined;
  return Array.isArray(named) ? named.map(String) : [];
}
