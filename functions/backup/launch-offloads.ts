import { renderTemporaryClaim } from '../cluster-objects/render-snapshots.ts';
import { ensureTemporaryClaim } from '../cluster-objects/temporary-claim.ts';
import { Fault } from '../domain/errors.ts';
import { objectNameOf } from '../domain/ids.ts';
import type { Ownership } from '../domain/manifest/labels.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { attemptNameOf, type DataTransfer, isDue, isOfData } from '../domain/transfer/transfer.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase } from '../domain/volume/volume-sets.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { PV, STORAGE_CLASS } from '../services/cluster/kinds.ts';
import type { Location } from '../services/location/location.ts';
import { type Attempt, launchDue } from '../transfers/launch.ts';
import { moverSettingsOf, readingOf } from '../transfers/settings.ts';
import { shareMovers } from '../transfers/share-movers.ts';
import { advanceRepositories, uploadLimit } from './repositories/repositories.ts';
import { recallRepository } from './repositories/repository-knowledge.ts';
import { secondsOfUploads } from './repositories/seconds-of-uploads.ts';

type Dependencies = Pick<
  Services,
  'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/**
 * Starts as many uploads as the cluster's limit allows, each once the repository that it writes to is there. What it starts
 * is followed from then on: CheckOffloads comes back once another one can start.
 */
export function launchOffloads(services: Dependencies): Step {
  const { clock, clusters, ledger, locations } = services;
  return step('backup', 'LaunchOffloads', services, async (call) => {
    const { operation, run, wait } = call;
    const { transfers, volumes: all } = await ledger.readTransfers(operation);
    const volumes = new Map(inPhase(all, 'Adopted').map((volume) => [volume.volumeId, volume]));
    const uploads = transfers.filter(isOfData);
    const due = uploads.filter((one) => isDue(one, clock.now()) && volumes.has(one.volumeId ?? ''));
    const counts = { volumes: uploads.length, waiting: due.length, launched: 0 };
    if (due.length === 0) return done(counts);

    const location = await locations.open(locationOf(operation));
    const namespaces = [...new Set(due.map(({ repository }) => repository.namespace))];
    const missing = await advanceRepositories(services, call, location, { namespaces, transfers });
    const ready = due.filter(({ repository }) => !missing.includes(repository.namespace));
    const repositoriesMissing = missing.length;
    if (ready.length === 0) {
      // What runs is followed there, and what is missing advanced.
      const isRunning = uploads.some(({ phase }) => phase === 'Running');
      return isRunning ? done({ ...counts, repositoriesMissing }) : wait({ ...counts, repositoriesMissing });
    }
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const classes = new Set((await cluster.listAll(STORAGE_CLASS)).map(({ metadata }) => metadata.name));
    const existing = await cluster.listAll(PV);
    const recalled = new Map<string, ReturnType<typeof recallRepository>>();
    const limit = uploadLimit(operation.spec.settings.moverLimit, missing);
    const most = operation.spec.settings.volumesPerMover ?? 1;
    const candidates = ready.slice(0, limit * most);
    const seconds = await secondsOfUploads(
      services,
      candidates.flatMap(({ volumeId = '' }) => volumes.get(volumeId) ?? []),
      async (namespace) => (await recall(location, namespace)).newest,
    );
    const share = (others: readonly DataTransfer[], movers: number) =>
      shareMovers(others.slice(0, limit * most), {
        movers,
        most,
        secondsOf: ({ volumeId = '' }) => seconds.get(volumeId) ?? Number.POSITIVE_INFINITY,
        nodesOf: ({ volumeId = '' }) => JSON.stringify(volumes.get(volumeId)?.nodeAffinity ?? null),
      });
    const { status, launched } = await launchDue(services, call, { cluster, limit, share }, ready, begin);
    const now = { ...counts, launched, waiting: due.length - launched, repositoriesMissing };
    if (status === 'done') return done(now);
    return waiting(status === 'busy' ? 1 : 0, now);

    async function recall(to: Location, namespace: string) {
      const key = { locationUid: to.locationUid, clusterId: operation.refs.cluster.clusterId, namespace };
      const found = recalled.get(namespace) ?? recallRepository(services, key);
      recalled.set(namespace, found);
      return await found;
    }

    async function begin(transfer: DataTransfer, isBegun: boolean): Promise<Attempt> {
      const volume = volumes.get(transfer.volumeId ?? '');
      if (!volume) throw new Fault('internal', `transfer ${transfer.id} has no volume`);
      checkClass(volume);
      const { repositoryId, known } = await recall(location, volume.namespace);
      const claim = attemptNameOf(run.operationId, transfer);
      const { clusterId } = operation.refs.cluster;
      return {
        // A Job that is there already was told what it was told.
        changes: { claim, ...(isBegun ? {} : { knownRepairAt: known.repairedAt }) },
        prepare: async () => await makeClaim(volume, claim),
        task: {
          role: 'mover',
          action: {
            kind: 'snapshot',
            source: { clusterId, namespace: volume.namespace, pvcUid: volume.pvcUid },
            known,
            read: readingOf(operation.spec),
          },
          location,
          repository: { ...transfer.repository, ...(repositoryId ? { repositoryId } : {}) },
          claim,
          settings: moverSettingsOf(operation.spec.settings, { memoryDoubled: transfer.memoryDoubled === true }),
          ...(volume.nodeAffinity ? { nodeAffinity: volume.nodeAffinity } : {}),
        },
      };
    }

    function checkClass({ namespace, pvc, storageClass }: Volume): void {
      if (!storageClass || classes.has(storageClass)) return;
      throw new Fault(
        'storage_class.not_found',
        `StorageClass ${storageClass}, which ${namespace}/${pvc} needs, is gone`,
      );
    }

    async function makeClaim(volume: Volume, name: string): Promise<void> {
      const owner: Ownership = {
        installationId: services.config.installationId,
        operationId: run.operationId,
        role: 'temporary-claim',
        volumeId: volume.volumeId,
      };
      const snapshotName = volume.localCopy?.volumeSnapshot ?? objectNameOf(run.operationId, volume.volumeId);
      const claim = renderTemporaryClaim(volume, name, cluster.ownNamespace, snapshotName, owner);
      await ensureTemporaryClaim(cluster, claim, owner, existing);
    }
  });
}
