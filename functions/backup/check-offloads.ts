import {
  foreignVolumeOf,
  readTemporaryClaim,
  releaseTemporaryClaim,
  type TemporaryClaim,
} from '../cluster-objects/temporary-claim.ts';
import { type Failure, Fault, failureOf } from '../domain/errors.ts';
import type { BackupOperation } from '../domain/operation/operation.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import { attemptNameOf, type DataTransfer, isDue, isOfData, type Transfer } from '../domain/transfer/transfer.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inScope, sumBytes } from '../domain/volume/volume-sets.ts';
import { recordLost } from '../operations/record-damage.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, stepLookingOften } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { MoverState } from '../services/mover/mover.ts';
import { launchable } from '../transfers/capacity.ts';
import { type Ends, followRunning } from '../transfers/follow.ts';
import { secondsToNextLook } from '../transfers/next-look.ts';
import { advanceRepositories, forgetRepository, uploadLimit } from './repositories/repositories.ts';
import { noteCorrupt, noteUpload } from './repositories/repository-knowledge.ts';

type Dependencies = Uses<
  'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/** One look at all uploads. A retry has the same kopia source, so what was uploaded is reused; at last it fails. */
export function checkOffloads(services: Dependencies): Step {
  const { clock, clusters, ledger, locations } = services;
  return stepLookingOften('backup', 'CheckOffloads', services, async (call) => {
    const { operation, run, wait } = call;
    const { transfers, volumes: all } = await ledger.readTransfers(operation);
    const volumes = new Map(inScope(all).map((volume) => [volume.volumeId, volume]));
    const uploads = transfers.filter(isOfData).filter(({ volumeId = '' }) => volumes.has(volumeId));
    if (uploads.every(({ phase }) => phase === 'Succeeded')) {
      return done({ volumes: uploads.length, done: uploads.length }, sumBytes(uploads));
    }
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const { settings } = operation.spec;
    const ends = endsOf(services, operation, cluster, volumes);
    const { now, live } = await followRunning(services, call, { cluster, settings }, uploads, ends);
    const lost = now.find(({ phase }) => phase === 'Failed');
    if (lost) throw faultOf(lost, volumes.get(lost.volumeId ?? ''));

    const inPhase = (wanted: Transfer['phase']) => now.filter(({ phase }) => phase === wanted).length;
    const bytes = sumBytes(now);
    await ledger.updateOperation(run, { bytes, counts: { ...operation.counts, moved: inPhase('Succeeded') } });
    const due = now.filter((one) => isDue(one, clock.now()));
    const missing = await missingOf(due);
    const ready = due.filter(({ repository }) => !missing.includes(repository.namespace));
    const limit = uploadLimit(settings.moverLimit, missing);
    const counts = {
      volumes: now.length,
      done: inPhase('Succeeded'),
      running: inPhase('Running'),
      launchable: launchable(ready, clock.now(), { live, limit, operationId: run.operationId }),
      repositoriesMissing: missing.length,
    };
    if (counts.done === counts.volumes) return done(counts, bytes);
    if (counts.launchable > 0) return branch('launch', counts, bytes);
    return wait(counts, bytes, secondsToNextLook(now, clock.now()));

    /** Repositories that uploads wait for go on here: one that somebody else holds must not keep the others unseen. */
    async function missingOf(waiting: readonly DataTransfer[]): Promise<string[]> {
      if (waiting.length === 0) return [];
      const location = await locations.open(locationOf(operation));
      const namespaces = [...new Set(waiting.map(({ repository }) => repository.namespace))];
      return await advanceRepositories(services, call, location, { namespaces, transfers });
    }
  });
}

function faultOf({ failure }: Transfer, volume: Volume | undefined): Fault {
  const { code = 'mover.failed', message = 'nobody knows why' } = failure ?? {};
  return new Fault(code, `${volume?.namespace}/${volume?.pvc}: ${message}`, { disposition: 'Permanent' });
}

function endsOf(
  services: Dependencies,
  operation: BackupOperation,
  cluster: Cluster,
  volumes: ReadonlyMap<string, Volume>,
): Ends<DataTransfer> {
  const { ledger, locations } = services;
  const claims = new Map<string, TemporaryClaim | undefined>();
  let accepting: Promise<Failure | undefined> = Promise.resolve(undefined);

  /** What the upload saw of its repository is noted; @returns why it does not count after all. */
  async function accept({ knownRepairAt, location, repository }: DataTransfer, { facts, result }: MoverState) {
    if (!result) return undefined;
    const { locationUid } = await locations.open(location);
    const key = { locationUid, ...repository };
    const upload = { backupId: operation.operationId, kopiaId: result.kopiaId, knownRepairAt, facts };
    const { flaw, lost } = await noteUpload(services, key, upload);
    await recordLost(services, operation, key, lost);
    return flaw;
  }

  return {
    async refuse(transfer) {
      const found = await readTemporaryClaim(cluster, transfer.claim ?? attemptNameOf(operation.operationId, transfer));
      const foreign = found && foreignVolumeOf(found);
      if (foreign) return failureOf(foreign);
      claims.set(transfer.id, found);
      return undefined;
    },
    async accept(transfer, state) {
      // One after the other: they write to the same rows.
      accepting = accepting.catch(() => undefined).then(() => accept(transfer, state));
      return await accepting;
    },
    async failed(transfer, { code }, next) {
      // Also when it gives up: the next backup then repairs first.
      if (code === 'repository.corrupt') await noteCorrupt(services, transfer);
      if (code === 'repository.not_found' && next) await forgetRepository(services, transfer);
      return undefined;
    },
    async ended({ id }) {
      await releaseTemporaryClaim(cluster, claims.get(id));
    },
    async retried({ attempt, volumeId = '' }, { code, message }, { afterSeconds, doubleMemory }) {
      const { namespace, pvc } = volumes.get(volumeId) ?? {};
      await ledger.appendEvent(operation.operationId, {
        type: 'OffloadRetried',
        message: `${namespace}/${pvc}: attempt ${attempt} failed; next in ${afterSeconds} s: ${message}`,
        details: { volumeId, code, doubleMemory },
      });
    },
  };
}
