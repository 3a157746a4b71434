import { readTemporaryClaim, releaseTemporaryClaim } from '../cluster-objects/temporary-claim.ts';
import { isDownloaded } from '../domain/backup/methods.ts';
import { Fault } from '../domain/errors.ts';
import { saysUnopened } from '../domain/location/maintenance.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import { compareWithSeal } from '../domain/restore/restore-plan.ts';
import { type DataTransfer, isOfData, type Transfer } from '../domain/transfer/transfer.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase, sumBytes } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { EVENT, PVC } from '../services/cluster/kinds.ts';
import type { LiveMovers } from '../services/mover/mover.ts';
import { launchable } from '../transfers/capacity.ts';
import { type Ends, followRunning } from '../transfers/follow.ts';
import { secondsToNextLook } from '../transfers/next-look.ts';

type Dependencies = Uses<'clock' | 'clusters' | 'ledger' | 'log' | 'movers'>;

const CONCURRENCY = 8;
/** Of a restore that copies from snapshots only. */
const NO_MOVERS: LiveMovers = { total: 0, byOperation: {}, jobs: new Set() };

/**
 * One look at everything that is being brought back. What a mover wrote counts only if files and bytes are those of the
 * seal; a failed mover is retried into a claim of its own, so nothing of two attempts is ever mixed. Altered data in the
 * repository is altered in every attempt, and fails at once. A copy from a snapshot counts when its claim is bound.
 *
 * @throws Fault Permanent `repository.corrupt`, `restore.incomplete`, `snapshot.not_found`, `mover.*`: nothing has been made
 *   outside our own namespace yet
 */
export function checkRestores(services: Dependencies): Step {
  const { clock, clusters, ledger } = services;
  return step('restore', 'CheckRestores', services, async (call) => {
    const { operation, run, wait } = call;
    const { transfers: all, volumes } = await ledger.readTransfers(operation);
    const transfers = all.filter(isOfData);
    const failed = transfers.find(({ phase }) => phase === 'Failed');
    if (failed) throw faultOf(failed, volumes);
    const open = inPhase(volumes, 'Pending', 'Restoring');
    if (open.length === 0) return done({ volumes: volumes.length }, sumBytes(volumes));
    const { settings } = operation.spec;
    const cluster = await clusters.open(operation.refs.cluster, 'restore');
    const ends = endsOf(services, operation, cluster, volumes);
    const { now, live } = open.some(isDownloaded)
      ? await followRunning(services, call, { cluster, settings }, transfers, ends)
      : { now: transfers, live: NO_MOVERS };
    const lost = now.find(({ phase }) => phase === 'Failed');
    if (lost) throw faultOf(lost, volumes);
    const copies = inPhase(volumes, 'Restoring').filter((volume) => !isDownloaded(volume));
    let bound = 0;
    await inParallel(copies, CONCURRENCY, async (volume) => {
      if (await checkCopy(services, call, cluster, volume)) bound += 1;
    });

    const count = (phase: Transfer['phase']) => now.filter((one) => one.phase === phase).length;
    const local = volumes.filter((volume) => !isDownloaded(volume));
    const pending = inPhase(local, 'Pending').length;
    const bytes = sumBytes(now);
    const limits = { live, limit: settings.moverLimit, operationId: run.operationId };
    const due = launchable(now, clock.now(), limits);
    const counts = {
      volumes: volumes.length,
      moved: count('Succeeded') + inPhase(local, 'Binding', 'Done').length + bound,
      running: count('Running') + copies.length - bound,
      launchable: pending + due,
    };
    await ledger.updateOperation(run, { bytes, counts: { ...operation.counts, moved: counts.moved } });
    if (counts.moved === counts.volumes) return done(counts, bytes);
    if (counts.launchable > 0) return branch('launch', counts, bytes);
    return wait(counts, bytes, secondsToNextLook(now, clock.now()));
  });
}

function faultOf({ failure, volumeId }: Transfer, volumes: readonly Volume[]): Fault {
  const { namespace, pvc } = volumes.find((volume) => volume.volumeId === volumeId) ?? {};
  const { code = 'mover.failed', message = 'nobody knows why' } = failure ?? {};
  return new Fault(code, `${namespace}/${pvc}: ${message}`, { disposition: 'Permanent' });
}

function endsOf(
  { ledger }: Dependencies,
  { operationId }: Operation,
  cluster: Cluster,
  volumes: readonly Volume[],
): Ends<DataTransfer> {
  const of = (transfer: DataTransfer) => volumes.find(({ volumeId }) => volumeId === transfer.volumeId);
  return {
    async accept(transfer, { result }) {
      const volume = of(transfer);
      if (volume) compareWithSeal(volume, result);
      return undefined;
    },
    isHopeless: (failure) => failure.code === 'repository.corrupt' || saysUnopened(failure),
    async retried(transfer, { code, message }, { afterSeconds, doubleMemory }) {
      const { volumeId = '', claim = '', attempt } = transfer;
      const { namespace, pvc } = of(transfer) ?? {};
      await releaseTemporaryClaim(cluster, await readTemporaryClaim(cluster, claim));
      await ledger.appendEvent(operationId, {
        type: 'RestoreRetried',
        message: `${namespace}/${pvc}: attempt ${attempt} failed; next in ${afterSeconds} s: ${message}`,
        details: { volumeId, code, doubleMemory },
      });
    },
  };
}

/** @returns whether the copy is there; controllers retry until the snapshot's clock says that it is hopeless */
async function checkCopy(
  { clock, ledger }: Dependencies,
  { operation, run }: StepCall<'restore'>,
  cluster: Cluster,
  { namespace, pvc, restored, timings, volumeId }: Volume,
): Promise<boolean> {
  const name = restored?.temporaryClaim ?? '';
  const claim = await cluster.get(PVC, cluster.ownNamespace, name);
  if (claim?.status?.phase === 'Bound') {
    const movedAt = clock.now().toISOString();
    await ledger.updateVolume(run, volumeId, { phase: 'Binding', timings: { ...timings, movedAt } });
    return true;
  }
  const since = Date.parse(timings.launchedAt ?? operation.createdAt);
  if (clock.now().getTime() - since < operation.spec.settings.readyTimeoutSeconds * 1000) return false;
  const said = await lastEventOf(cluster, name);
  throw new Fault('snapshot.not_found', `no volume came of the snapshot of ${namespace}/${pvc}: ${said}`);
}

async function lastEventOf(cluster: Cluster, claim: string): Promise<string> {
  const fieldSelector = `involvedObject.name=${claim}`;
  const events = await cluster.listAll(EVENT, { namespace: cluster.ownNamespace, fieldSelector });
  const message: unknown = events.at(-1)?.message;
  return typeof message === 'string' ? message.slice(0, 600) : 'the cluster says nothing';
}
