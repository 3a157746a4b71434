import { Fault } from '../domain/errors.ts';
import { done } from '../domain/operation/step-result.ts';
import { checkTargets, sourceNamespacesOf } from '../domain/restore/restore-plan.ts';
import { planTransfers } from '../domain/transfer/volume-transfers.ts';
import { openSealedBackup } from '../manifests/sealed-backup.ts';
import { checkClasses } from '../operations/check-restore-target.ts';
import { openSameCluster } from '../operations/find-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';
import { checkRights } from './volumes/check-rights.ts';
import { planVolumesOf } from './volumes/plan-volumes.ts';

/**
 * Claims the run, verifies the seal, and writes a row for every volume with data: nothing is made yet.
 * A takeover finds `plannedAt` and goes on with the rows that are there.
 */
export function planRestore(services: Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>): Step {
  const { clock, ledger } = services;
  return planStep('restore', 'PlanRestore', services, async ({ operation, run }) => {
    if (operation.plannedAt) return done(operation.counts);
    const { refs, spec } = operation;
    await checkStays(spec.backup);
    const backup = await openSealedBackup(services, operation);
    const cluster = await openSameCluster(services, refs.cluster, 'restore');
    checkTargets(sourceNamespacesOf(backup.seal), spec.namespaceMapping, cluster.ownNamespace);

    const planned = await planVolumesOf(ledger, backup, operation);
    await checkClasses(cluster, planned);
    await checkRights(cluster, planned);
    const { epoch } = run;
    const rows = planned.map((volume) => ({ ...volume, epoch }));
    await ledger.putVolumes(run, rows);
    await ledger.putTransfers(run, planTransfers('download', operation, planned, epoch));
    const counts = { volumes: planned.length, objects: backup.seal.parts.reduce((sum, { count }) => sum + count, 0) };
    const { sealSha256 } = backup;
    await ledger.updateOperation(run, { plannedAt: clock.now().toISOString(), counts, sealSha256 });
    return done(counts);
  });

  /** After the restore's own row: a deletion that began before it is seen here, one that begins later sees the restore. */
  async function checkStays(backupId: string): Promise<void> {
    const backup = await ledger.readOperation(backupId);
    if (backup?.phase !== 'Deleting' && backup?.phase !== 'Deleted') return;
    throw new Fault('backup.not_restorable', `backup ${backupId} is ${backup.phase}`, { disposition: 'Permanent' });
  }
}
