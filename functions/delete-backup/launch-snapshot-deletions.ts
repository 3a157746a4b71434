import { toFault } from '../domain/errors.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase } from '../domain/volume/volume-sets.ts';
import { readGoing } from '../operations/deletion/going-backup.ts';
import { openJobsCluster } from '../operations/deletion/jobs-cluster.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { Location } from '../services/location/location.ts';
import { moverSettingsOf } from '../transfers/mover-settings.ts';
import { freeSlots, withMoverSlots } from '../transfers/mover-slots.ts';
import { atLocation } from './repositories/going-location.ts';
import { leaveSnapshots } from './repositories/going-repositories.ts';

/** A Task that has less left stops launching and comes back. */
const SLICE_MS = 20_000;

type Used = Pick<Services, 'catalog' | 'clock' | 'clusters' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers'>;

/**
 * Starts a Job for each repository that the run has saved snapshots in, as many as the cluster's limit of movers allows.
 * kopia deletes safely beside uploads and beside another deletion.
 *
 * Idempotent: the attempt's number is in the ledger before its Job is made, and is only raised after a failure.
 */
export function launchSnapshotDeletions(services: Used): Step {
  const { clock, ledger, movers } = services;
  return step('delete', 'LaunchSnapshotDeletions', services, async ({ operation, run, remainingMs }) => {
    const backup = await readGoing(services, operation);
    const { settings } = operation.spec;
    const rows = await ledger.readVolumes(run.operationId);
    const now = clock.now().toISOString();
    const due = inPhase(rows, 'Pending').filter(({ retryAt }) => !retryAt || retryAt <= now);
    const counts = { repositories: rows.length, waiting: due.length, launched: 0 };
    if (due.length === 0) return done(counts);

    const open = inPhase(rows, 'Pending', 'Deleting');
    const location = await atLocation(services, operation, backup, { mayLeave: true }, async (at) => at);
    if (!location) {
      await leaveSnapshots(services, run, backup, open, 'the location is gone');
      return done(counts);
    }
    const cluster = await openJobsCluster(services, operation, backup).catch(toFault);
    if (cluster instanceof Error) {
      if (cluster.code !== 'deletion.no_cluster') throw cluster;
      // It was there when the seal was taken, and has been removed since: nobody waits for it.
      await leaveSnapshots(services, run, backup, open, cluster.message);
      return done(counts);
    }
    const lock = { operationId: run.operationId, refs: { ...operation.refs, cluster: cluster.ref } };
    const sliced = await withMoverSlots(services, lock, async () => {
      const free = await freeSlots(cluster, settings.moverLimit, run.operationId, services);
      for (const row of due.slice(0, free)) {
        if (remainingMs() < SLICE_MS) return true;
        await launch(cluster, location, row);
        counts.launched += 1;
        counts.waiting -= 1;
      }
      return false;
    });
    if (sliced === 'busy') return waiting(1, counts);
    return sliced ? waiting(0, counts) : done(counts);

    async function launch(on: Cluster, at: Location, { volumeId, namespace, attempt: last, reason, ...row }: Volume) {
      const attempt = last > 0 && !reason ? last : last + 1;
      const { finishedAt: ended } = backup;
      await ledger.updateVolume(run, volumeId, { attempt, reason: undefined, retryAt: undefined });
      await movers.launch(on, {
        operationId: run.operationId,
        volumeId,
        attempt,
        role: 'mover',
        action: { kind: 'delete-snapshots', run: backup.operationId, ...(ended ? { ended } : {}) },
        location: at,
        repository: { clusterId: backup.refs.cluster.clusterId, namespace },
        settings: moverSettingsOf(settings, { memoryDoubled: row.memoryDoubled === true }),
      });
      const timings = { ...row.timings, launchedAt: clock.now().toISOString() };
      await ledger.updateVolume(run, volumeId, { phase: 'Deleting', timings });
    }
  });
}
