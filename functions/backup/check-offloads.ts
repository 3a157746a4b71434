import {
  foreignVolumeOf,
  readTemporaryClaim,
  releaseTemporaryClaim,
  temporaryClaimOf,
} from '../cluster-objects/temporary-claim.ts';
import { type Failure, Fault, failureOf } from '../domain/errors.ts';
import { nextAttempt } from '../domain/operation/attempts.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase, inScope, isOffloaded, sumBytes } from '../domain/volume/volume-sets.ts';
import { recordLost } from '../operations/record-damage.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { MoverState } from '../services/mover/mover.ts';
import { followVolumes } from '../transfers/follow-volumes.ts';
import { moverSettingsOf } from '../transfers/mover-settings.ts';
import { slotsLeft } from '../transfers/mover-slots.ts';
import { forgetRepository } from './repositories/repositories.ts';
import { noteCorrupt, noteUpload } from './repositories/repository-knowledge.ts';

const AT_ONCE = 8;
const NEVER_THERE: Failure = { code: 'mover.failed', message: 'the Job of the mover is gone' };

/**
 * One look at all movers: what ended is accepted or retried, what runs shows its progress. A failed mover is retried
 * with the same kopia source, so what it uploaded is reused; when retries run out the backup fails, and the local
 * copies stay.
 */
export function checkOffloads(
  services: Pick<
    Services,
    'clock' | 'clusters' | 'config' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
  >,
): Step {
  const { clock, clusters, ledger, locations, movers } = services;
  return step('backup', 'CheckOffloads', services, async ({ operation, run, outageSeconds, wait }) => {
    const volumes = inScope(await ledger.readVolumes(run.operationId)).filter(isOffloaded);
    if (volumes.every(({ phase }) => phase === 'Done')) {
      return done({ volumes: volumes.length, done: volumes.length }, sumBytes(volumes));
    }
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const { states, live } = await movers.look(
      cluster,
      run.operationId,
      moverSettingsOf(operation.spec.settings, { outageSeconds }),
    );
    const rows = followVolumes(ledger, run, volumes);
    const lost: Fault[] = [];
    let accepting: Promise<Failure | undefined> = Promise.resolve(undefined);
    await inParallel(inPhase(volumes, 'Uploading'), AT_ONCE, async (volume) => {
      const state = states.find((one) => one.volumeId === volume.volumeId && one.attempt === volume.attempt);
      await record(cluster, volume, state);
    });
    const [first] = lost;
    if (first) throw first;

    const now = rows.now();
    const bytes = sumBytes(now);
    await ledger.updateOperation(run, { bytes, counts: { ...operation.counts, moved: inPhase(now, 'Done').length } });
    const counts = {
      volumes: now.length,
      done: inPhase(now, 'Done').length,
      running: inPhase(now, 'Uploading').length,
      launchable: launchable(now),
    };
    if (counts.done === counts.volumes) return done(counts, bytes);
    return counts.launchable > 0 ? branch('launch', counts, bytes) : wait(counts, bytes);

    function launchable(all: readonly Volume[]): number {
      const at = clock.now().toISOString();
      const due = inPhase(all, 'Adopted').filter(({ retryAt }) => !retryAt || retryAt <= at).length;
      if (due === 0) return 0;
      return Math.min(due, slotsLeft(live, operation.spec.settings.moverLimit, run.operationId));
    }

    async function record(on: Cluster, volume: Volume, state: MoverState | undefined): Promise<void> {
      if (state?.phase === 'starting' || state?.phase === 'running') {
        if (state.progress) await rows.update(volume, { progress: state.progress });
        return;
      }
      const temporary = await readTemporaryClaim(
        on,
        temporaryClaimOf(run.operationId, volume.volumeId, volume.attempt),
      );
      const foreign = temporary && foreignVolumeOf(temporary);
      if (foreign) {
        await retryOrFail(on, volume, failureOf(foreign), state);
        return;
      }
      if (state?.phase === 'succeeded' && state.result) {
        const { kopiaId } = state.result;
        // One after the other: they write to the same rows.
        accepting = accepting.catch(() => undefined).then(() => accept(volume, state, kopiaId));
        const flaw = await accepting;
        if (flaw) {
          await retryOrFail(on, volume, flaw, state);
          await releaseTemporaryClaim(on, temporary);
          return;
        }
        await rows.update(volume, {
          phase: 'Done',
          result: state.result,
          progress: undefined,
          reason: undefined,
          timings: { ...volume.timings, movedAt: clock.now().toISOString() },
        });
        // At once, so that storage for a thousand volumes is never held together; CleanUp does what this misses.
        await movers.remove(on, state.job);
        await releaseTemporaryClaim(on, temporary);
        return;
      }
      await retryOrFail(on, volume, state?.failure ?? NEVER_THERE, state);
      await releaseTemporaryClaim(on, temporary);
    }

    /** What the upload saw of its repository is noted; @returns why it does not count after all. */
    async function accept({ namespace, knownRepairAt }: Volume, { facts }: MoverState, kopiaId: string) {
      if (!operation.refs.location) return undefined;
      const { locationUid } = await locations.open(operation.refs.location);
      const key = { locationUid, clusterId: operation.refs.cluster.clusterId, namespace };
      const upload = { backupId: run.operationId, kopiaId, knownRepairAt, facts };
      const { flaw, lost } = await noteUpload(services, key, upload);
      await recordLost(services, run, key, lost);
      return flaw;
    }

    async function retryOrFail(
      on: Cluster,
      volume: Volume,
      failure: Failure,
      state: MoverState | undefined,
    ): Promise<void> {
      // Also when it gives up: the next backup then repairs first.
      if (failure.code === 'repository.corrupt') await noteCorrupt(services, operation, volume);
      const next = nextAttempt({
        attempt: volume.attempt,
        code: failure.code,
        outOfMemory: state?.outOfMemory === true,
        memoryDoubled: volume.memoryDoubled === true,
      });
      if (next.kind === 'give-up') {
        await rows.update(volume, { phase: 'Failed', reason: failure });
        lost.push(
          new Fault(failure.code, `${volume.namespace}/${volume.pvc}: ${failure.message}`, {
            disposition: 'Permanent',
          }),
        );
        return;
      }
      if (failure.code === 'repository.missing') await forgetRepository(services, operation, volume.namespace);
      const at = clock.now().getTime() + next.afterSeconds * 1000;
      await rows.update(volume, {
        phase: 'Adopted',
        reason: failure,
        retryAt: new Date(at).toISOString(),
        ...(next.doubleMemory ? { memoryDoubled: true } : {}),
      });
      if (state) await movers.remove(on, state.job);
      await ledger.appendEvent(run.operationId, {
        type: 'OffloadRetried',
        message: `${volume.namespace}/${volume.pvc}: attempt ${volume.attempt} failed; next in ${next.afterSeconds} s`,
        details: { volumeId: volume.volumeId, code: failure.code, doubleMemory: next.doubleMemory },
      });
    }
  });
}
