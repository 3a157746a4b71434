import { type Failure, Fault, toFault } from '../domain/errors.ts';
import { nextAttempt } from '../domain/operation/attempts.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase } from '../domain/volume/volume-sets.ts';
import { readGoing } from '../operations/deletion/going-backup.ts';
import { openJobsCluster } from '../operations/deletion/jobs-cluster.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { MoverState } from '../services/mover/mover.ts';
import { followVolumes } from '../transfers/follow-volumes.ts';
import { moverSettingsOf } from '../transfers/mover-settings.ts';
import { slotsLeft } from '../transfers/mover-slots.ts';
import { leaveSnapshots } from './repositories/going-repositories.ts';

const NEVER_THERE: Failure = { code: 'mover.failed', message: 'the Job of the deletion is gone' };

type Used = Pick<Services, 'catalog' | 'clock' | 'clusters' | 'ledger' | 'log' | 'movers'>;

/** One look at all Jobs: one that failed is tried again, as an upload is. What ended well is gone from its repository. */
export function checkSnapshotDeletions(services: Used): Step {
  const { clock, ledger, movers } = services;
  return step('delete', 'CheckSnapshotDeletions', services, async ({ operation, run, outageSeconds, wait }) => {
    const all = await ledger.readVolumes(run.operationId);
    const open = inPhase(all, 'Pending', 'Deleting');
    if (open.length === 0) return done({ repositories: all.length, done: all.length });
    const backup = await readGoing(services, operation);
    const { force, settings } = operation.spec;
    const cluster = await openJobsCluster(services, operation, backup).catch(toFault);
    if (cluster instanceof Error) {
      if (cluster.code !== 'deletion.no_cluster') throw cluster;
      // It was there when the seal was taken, and has been removed since: nobody waits for it.
      await leaveSnapshots(services, run, backup, open, cluster.message);
      return done({ repositories: all.length, done: all.length });
    }
    const moverSettings = moverSettingsOf(settings, { outageSeconds });
    const { states, live } = await movers.look(cluster, run.operationId, moverSettings);
    const rows = followVolumes(ledger, run, all);
    const lost: { row: Volume; failure: Failure }[] = [];
    for (const row of inPhase(all, 'Deleting')) {
      await record(
        cluster,
        row,
        states.find(({ volumeId, attempt }) => volumeId === row.volumeId && attempt === row.attempt),
      );
    }
    const [first] = lost;
    if (first && !force) {
      const { failure, row } = first;
      throw new Fault(failure.code, `the repository of ${row.namespace}: ${failure.message}`, {
        disposition: 'Permanent',
      });
    }
    for (const { row, failure } of lost) await leaveSnapshots(services, run, backup, [row], failure.message);

    const now = rows.now();
    const at = clock.now().toISOString();
    const due = inPhase(now, 'Pending').filter(({ retryAt }) => !retryAt || retryAt <= at).length;
    const counts = {
      repositories: now.length,
      done: inPhase(now, 'Done').length + lost.length,
      running: inPhase(now, 'Deleting').length - lost.length,
      launchable: due === 0 ? 0 : Math.min(due, slotsLeft(live, settings.moverLimit, run.operationId)),
    };
    if (counts.done === counts.repositories) return done(counts);
    return counts.launchable > 0 ? branch('launch', counts) : wait(counts);

    async function record(on: Cluster, row: Volume, state: MoverState | undefined): Promise<void> {
      if (state?.phase === 'starting' || state?.phase === 'running') return;
      if (state?.phase === 'succeeded') {
        const timings = { ...row.timings, movedAt: clock.now().toISOString() };
        await rows.update(row, { phase: 'Done', reason: undefined, timings });
        await movers.remove(on, state.job);
        return;
      }
      const failure = state?.failure ?? NEVER_THERE;
      const next = nextAttempt({
        attempt: row.attempt,
        code: failure.code,
        outOfMemory: state?.outOfMemory === true,
        memoryDoubled: row.memoryDoubled === true,
      });
      if (next.kind === 'give-up') {
        lost.push({ row, failure });
        return;
      }
      const retryAt = new Date(clock.now().getTime() + next.afterSeconds * 1000).toISOString();
      const doubled = next.doubleMemory ? { memoryDoubled: true } : {};
      await rows.update(row, { phase: 'Pending', reason: failure, retryAt, ...doubled });
      if (state) await movers.remove(on, state.job);
    }
  });
}
