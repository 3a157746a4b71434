import { toFault } from '../domain/errors.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { isDue } from '../domain/transfer/transfer.ts';
import { readBackupBeingDeleted } from '../operations/deletion/backup-being-deleted.ts';
import { openJobsCluster } from '../operations/deletion/jobs-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { launchDue } from '../transfers/launch.ts';
import { moverSettingsOf } from '../transfers/settings.ts';
import { abandonSnapshots } from './left-behind/abandon-snapshots.ts';
import { atLocation } from './left-behind/at-location.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers'>;

/** A Job for each repository with snapshots of the run; kopia deletes safely beside uploads and other deletions. */
export function launchSnapshotDeletions(services: Dependencies): Step {
  const { clock, ledger } = services;
  return step('delete', 'LaunchSnapshotDeletions', services, async (call) => {
    const { operation, run } = call;
    const backup = await readBackupBeingDeleted(services, operation);
    const { settings } = operation.spec;
    const { transfers } = await ledger.readTransfers(operation);
    const due = transfers.filter((transfer) => isDue(transfer, clock.now()));
    const counts = { repositories: transfers.length, waiting: due.length, launched: 0 };
    if (due.length === 0) return done(counts);

    const open = transfers.filter(({ phase }) => phase === 'Pending' || phase === 'Running');
    const location = await atLocation(services, operation, backup, { mayLeave: true }, async (at) => at);
    if (!location) {
      await abandonSnapshots(services, run, backup, open, 'the location is gone');
      return done(counts);
    }
    const cluster = await openJobsCluster(services, operation, backup).catch(toFault);
    if (cluster instanceof Error) {
      if (cluster.code !== 'deletion.no_cluster') throw cluster;
      // It was there when the seal was taken, and has been removed since: nobody waits for it.
      await abandonSnapshots(services, run, backup, open, cluster.message);
      return done(counts);
    }
    const { operationId, finishedAt } = backup;
    const on = { cluster, limit: settings.moverLimit };
    const { status, launched } = await launchDue(services, call, on, due, async ({ memoryDoubled, repository }) => ({
      task: {
        role: 'mover',
        action: { kind: 'delete-snapshots', run: operationId, ...(finishedAt ? { ended: finishedAt } : {}) },
        location,
        repository,
        settings: moverSettingsOf(settings, { memoryDoubled: memoryDoubled === true }),
      },
    }));
    const now = { ...counts, launched, waiting: due.length - launched };
    if (status === 'done') return done(now);
    return waiting(status === 'busy' ? 1 : 0, now);
  });
}
