import { readTemporaryClaim, releaseTemporaryClaim } from '../cluster-objects/temporary-claim.ts';
import { type Failure, Fault } from '../domain/errors.ts';
import { saysUnopened } from '../domain/location/maintenance.ts';
import { nextAttempt } from '../domain/operation/attempts.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import { compareWithSeal } from '../domain/restore/restore-plan.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase, isOffloaded, sumBytes } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { EVENT, PVC } from '../services/cluster/kinds.ts';
import type { MoverState } from '../services/mover/mover.ts';
import { followVolumes } from '../transfers/follow-volumes.ts';
import { moverSettingsOf } from '../transfers/mover-settings.ts';
import { slotsLeft } from '../transfers/mover-slots.ts';

type Used = Pick<Services, 'clock' | 'clusters' | 'ledger' | 'log' | 'movers'>;

const AT_ONCE = 8;
/** Of a restore that copies from snapshots only. */
const NO_MOVERS = { states: [], live: { total: 0, byOperation: {} } };
const GONE: Failure = { code: 'mover.failed', message: 'the Job of the mover is gone' };

/**
 * One look at everything that is being brought back. What a mover wrote counts only if files and bytes are those of the
 * seal; a failed mover is retried into a claim of its own, so nothing of two attempts is ever mixed. Altered data in the
 * repository is altered in every attempt, and fails at once. A copy from a snapshot counts when its claim is bound.
 *
 * @throws Fault Permanent `repository.corrupt`, `restore.incomplete`, `snapshot.gone`, `mover.*`: nothing has been made
 *   outside our own namespace yet
 */
export function checkRestores(services: Used): Step {
  const { clock, clusters, ledger, movers } = services;
  return step('restore', 'CheckRestores', services, async ({ operation, run, outageSeconds, wait }) => {
    const volumes = await ledger.readVolumes(run.operationId);
    const open = inPhase(volumes, 'Pending', 'Restoring');
    if (open.length === 0) return done({ volumes: volumes.length }, sumBytes(volumes));
    const { settings } = operation.spec;
    const cluster = await clusters.open(operation.refs.cluster, 'restore');
    const moverSettings = moverSettingsOf(settings, { outageSeconds });
    const look = async () => await movers.look(cluster, run.operationId, moverSettings);
    const { states, live } = open.some(isOffloaded) ? await look() : NO_MOVERS;
    const rows = followVolumes(ledger, run, volumes);
    await inParallel(inPhase(volumes, 'Restoring'), AT_ONCE, async (volume) => {
      if (isOffloaded(volume)) {
        const own = (one: MoverState) => one.volumeId === volume.volumeId && one.attempt === volume.attempt;
        await checkMover(volume, states.find(own));
      } else {
        await checkCopy(volume);
      }
    });

    const now = rows.now();
    const bytes = sumBytes(now);
    const counts = {
      volumes: now.length,
      moved: inPhase(now, 'Binding', 'Done').length,
      running: inPhase(now, 'Restoring').length,
      launchable: launchable(now),
    };
    await ledger.updateOperation(run, { bytes, counts: { ...operation.counts, moved: counts.moved } });
    if (counts.moved === counts.volumes) return done(counts, bytes);
    return counts.launchable > 0 ? branch('launch', counts, bytes) : wait(counts, bytes);

    function launchable(all: readonly Volume[]): number {
      const at = clock.now().toISOString();
      const due = inPhase(all, 'Pending').filter(({ retryAt }) => !retryAt || retryAt <= at);
      if (due.length === 0) return 0;
      if (due.some((volume) => !isOffloaded(volume))) return due.length;
      return Math.min(due.length, slotsLeft(live, settings.moverLimit, run.operationId));
    }

    async function checkMover(volume: Volume, state: MoverState | undefined): Promise<void> {
      if (state?.phase === 'starting' || state?.phase === 'running') {
        if (state.progress) await rows.update(volume, { progress: state.progress });
        return;
      }
      if (state?.phase !== 'succeeded' || !state.result) {
        await retryOrFail(volume, state);
        return;
      }
      compareWithSeal(volume, state.result);
      // The row first: a Job that is gone without it would be taken for a mover that was lost, and its claim with it.
      await rows.update(volume, {
        phase: 'Binding',
        result: state.result,
        progress: undefined,
        timings: { ...volume.timings, movedAt: clock.now().toISOString() },
      });
      await movers.remove(cluster, state.job);
    }

    async function retryOrFail(volume: Volume, state: MoverState | undefined): Promise<void> {
      const { volumeId, namespace, pvc, attempt, memoryDoubled, restored } = volume;
      const failure = state?.failure ?? GONE;
      const next = nextAttempt({
        attempt,
        code: failure.code,
        outOfMemory: state?.outOfMemory === true,
        memoryDoubled: memoryDoubled === true,
      });
      if (next.kind === 'give-up' || failure.code === 'repository.corrupt' || saysUnopened(failure)) {
        await rows.update(volume, { phase: 'Failed', reason: failure });
        throw new Fault(failure.code, `${namespace}/${pvc}: ${failure.message}`, { disposition: 'Permanent' });
      }
      const at = clock.now().getTime() + next.afterSeconds * 1000;
      await rows.update(volume, {
        phase: 'Pending',
        reason: failure,
        retryAt: new Date(at).toISOString(),
        ...(next.doubleMemory ? { memoryDoubled: true } : {}),
      });
      if (state) await movers.remove(cluster, state.job);
      if (restored?.temporaryClaim) {
        await releaseTemporaryClaim(cluster, await readTemporaryClaim(cluster, restored.temporaryClaim));
      }
      await ledger.appendEvent(run.operationId, {
        type: 'RestoreRetried',
        message: `${namespace}/${pvc}: attempt ${attempt} failed; next in ${next.afterSeconds} s`,
        details: { volumeId, code: failure.code, doubleMemory: next.doubleMemory },
      });
    }

    /** The cluster's own controllers retry; the snapshot's clock decides when that is hopeless. */
    async function checkCopy(volume: Volume): Promise<void> {
      const { namespace, pvc, restored, timings } = volume;
      const name = restored?.temporaryClaim ?? '';
      const claim = await cluster.get(PVC, cluster.ownNamespace, name);
      if (claim?.status?.phase === 'Bound') {
        const movedAt = clock.now().toISOString();
        await rows.update(volume, { phase: 'Binding', timings: { ...timings, movedAt } });
        return;
      }
      const since = Date.parse(timings.launchedAt ?? operation.createdAt);
      if (clock.now().getTime() - since < settings.readyTimeoutSeconds * 1000) return;
      const said = await lastEventOf(cluster, name);
      throw new Fault('snapshot.gone', `${namespace}/${pvc}: no volume came of the snapshot: ${said}`);
    }
  });
}

async function lastEventOf(cluster: Cluster, claim: string): Promise<string> {
  const events = await cluster.listAll(EVENT, {
    namespace: cluster.ownNamespace,
    fieldSelector: `involvedObject.name=${claim}`,
  });
  const message: unknown = events.at(-1)?.message;
  return typeof message === 'string' ? message.slice(0, 600) : 'the cluster says nothing';
}
