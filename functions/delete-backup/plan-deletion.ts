import { Fault } from '../domain/errors.ts';
import { namespacesToDelete } from '../domain/operation/deletion-rows.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { done } from '../domain/operation/step-result.ts';
import { openReadersOf } from '../operations/deletion/backup-being-deleted.ts';
import { findGateway } from '../operations/deletion/jobs-cluster.ts';
import { findCluster } from '../operations/find-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { planStep, type Step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';

/**
 * Claims the run and marks the backup as Deleting; from here no restore of it begins. Then it looks for those that had
 * begun: a restore writes that it reads the backup, and its own row, before it reads the backup's, so one of the two
 * sees the other.
 */
export function planDeletion(services: Uses<'catalog' | 'clock' | 'ledger' | 'log'>): Step {
  const { catalog, clock, ledger } = services;
  return planStep('delete', 'PlanDeletion', services, async ({ operation, run }) => {
    if (operation.plannedAt) return done(operation.counts);
    const { spec, createdBy: by } = operation;
    const at = isoNow(clock);
    const deletion = { operationId: run.operationId, at, by, because: spec.because };
    const backup = await ledger.markDeleting(spec.backup, deletion, { again: spec.again === true });
    const readers = await openReadersOf(services, spec.backup);
    if (readers.length > 0) {
      const message = `backup ${spec.backup} is read by ${readers.join(', ')}, which is not over`;
      throw new Fault('backup.in_use', message, { details: { operations: readers } });
    }
    const repositories = namespacesToDelete(await ledger.readVolumes(spec.backup), undefined).length;
    if (repositories > 0 && !spec.force && !operation.sealingAt) await checkReach(backup);
    const counts = { repositories };
    await ledger.updateOperation(run, { plannedAt: at, counts });
    return done(counts);
  });

  /** A cluster to run Jobs on is missed before anything is taken, while a person can name one. */
  async function checkReach(backup: Operation): Promise<void> {
    const { cluster, locations } = backup.refs;
    if ((await findCluster(services, cluster)) ?? (await findGateway(services, backup))) return;
    const items = await Promise.all(locations.map(({ name }) => catalog.read('location', name)));
    if (locations.every(({ uid }, at) => items[at]?.uid !== uid)) return;
    throw new Fault('deletion.no_cluster', `cluster ${cluster.name} is not registered, nor is a gatewayCluster`);
  }
}
