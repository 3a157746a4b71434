import { Fault, toFault } from '../domain/errors.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import type { Transfer } from '../domain/transfer/transfer.ts';
import { readBackupBeingDeleted } from '../operations/deletion/backup-being-deleted.ts';
import { openJobsCluster } from '../operations/deletion/jobs-cluster.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { launchable } from '../transfers/capacity.ts';
import { followRunning } from '../transfers/follow.ts';
import { secondsToNextLook } from '../transfers/next-look.ts';
import { abandonSnapshots } from './left-behind/abandon-snapshots.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'clusters' | 'ledger' | 'log' | 'movers'>;

/** One look at all Jobs. What ended well is gone from its repository; what gives up fails the deletion, or is left by force. */
export function checkSnapshotDeletions(services: Dependencies): Step {
  const { clock, ledger } = services;
  return step('delete', 'CheckSnapshotDeletions', services, async (call) => {
    const { operation, run, wait } = call;
    const { transfers } = await ledger.readTransfers(operation);
    const open = transfers.filter((transfer) => !hasEnded(transfer));
    const all = { repositories: transfers.length, done: transfers.length };
    if (open.length === 0) return done(all);
    const backup = await readBackupBeingDeleted(services, operation);
    const { force, settings } = operation.spec;
    const cluster = await openJobsCluster(services, operation, backup).catch(toFault);
    if (cluster instanceof Error) {
      if (cluster.code !== 'deletion.no_cluster') throw cluster;
      // It was there when the seal was taken, and has been removed since: nobody waits for it.
      await abandonSnapshots(services, run, backup, open, cluster.message);
      return done(all);
    }
    const { now, live } = await followRunning(services, call, { cluster, settings }, open, {});
    const lost = now.filter(({ phase }) => phase === 'Failed');
    for (const transfer of lost) {
      const { code = 'mover.failed', message = 'nobody knows why' } = transfer.failure ?? {};
      const where = `the repository of ${transfer.repository.namespace}`;
      if (!force) throw new Fault(code, `${where}: ${message}`, { disposition: 'Permanent' });
      await abandonSnapshots(services, run, backup, [transfer], message);
    }
    const limits = { live, limit: settings.moverLimit, operationId: run.operationId };
    const stillOpen = now.filter((transfer) => !hasEnded(transfer)).length - lost.length;
    const counts = {
      repositories: transfers.length,
      done: transfers.length - stillOpen,
      running: now.filter(({ phase }) => phase === 'Running').length,
      launchable: launchable(now, clock.now(), limits),
    };
    if (stillOpen === 0) return done(counts);
    if (counts.launchable > 0) return branch('launch', counts);
    return wait(counts, 0, secondsToNextLook(now, clock.now()));
  });
}

/** What Failed is still to be said. */
function hasEnded({ phase }: Transfer): boolean {
  return phase === 'Succeeded' || phase === 'Skipped';
}
