import { Fault } from '../../domain/errors.ts';
import { attemptNameOf, type DataTransfer } from '../../domain/transfer/transfer.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Services } from '../../platform/services.ts';
import type { StepCall } from '../../platform/step.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { STORAGE_CLASS } from '../../services/cluster/kinds.ts';
import type { Location } from '../../services/location/location.ts';
import type { Attempt } from '../../transfers/launch.ts';
import { moverSettingsOf, readingOf } from '../../transfers/settings.ts';
import { shareMovers } from '../../transfers/share-movers.ts';
import { likeNow, recallRepository } from '../repositories/repository-knowledge.ts';
import { claimMaker } from './claim-maker.ts';
import { secondsOfUploads } from './seconds-of-uploads.ts';

type Dependencies = Pick<Services, 'config' | 'ledger' | 'repositories'>;
type Turn = Pick<StepCall<'backup'>, 'operation' | 'run'>;

interface Place {
  cluster: Cluster;
  location: Location;
  /** That may be uploaded, by id. */
  volumes: ReadonlyMap<string, Volume>;
}

/** How uploads begin, and which of those that are due share a mover. */
export async function prepareUploads(
  services: Dependencies,
  { operation, run }: Turn,
  { cluster, location, volumes }: Place,
  { due, limit }: { due: readonly DataTransfer[]; limit: number },
) {
  const { clusterId } = operation.refs.cluster;
  const { settings } = operation.spec;
  const recalled = new Map<string, ReturnType<typeof recallRepository>>();
  const most = settings.volumesPerMover ?? 1;
  const candidates = due.slice(0, limit * most).flatMap(({ volumeId = '' }) => volumes.get(volumeId) ?? []);
  const backupsOf = async (name: string) => likeNow(await recall(name), operation.spec);
  const [storageClasses, makeClaim, seconds] = await Promise.all([
    cluster.listAll(STORAGE_CLASS),
    claimMaker(services, run.operationId, cluster),
    secondsOfUploads(services, candidates, backupsOf),
  ]);
  const classes = new Map(storageClasses.map((one) => [one.metadata.name, one]));
  const share = (others: readonly DataTransfer[], movers: number) =>
    shareMovers(others.slice(0, limit * most), {
      movers,
      most,
      secondsOf: ({ volumeId = '' }) => seconds.get(volumeId) ?? Number.POSITIVE_INFINITY,
      nodesOf: ({ volumeId = '' }) => JSON.stringify(volumes.get(volumeId)?.nodeAffinity ?? null),
    });

  return {
    share,

    /**
     * Makes the claims of those that start first, while nothing can start yet: storage takes its time to provision them. Each
     * has the name of its first attempt, so whoever launches that finds it.
     */
    async makeClaimsAhead(): Promise<void> {
      for (const transfer of share(due, limit).flat()) {
        const volume = volumes.get(transfer.volumeId ?? '');
        if (volume && transfer.attempt === 0)
          await makeClaim(volume, attemptNameOf(run.operationId, { ...transfer, attempt: 1 }));
      }
    },

    async begin(transfer: DataTransfer, isBegun: boolean): Promise<Attempt> {
      const volume = volumes.get(transfer.volumeId ?? '');
      if (!volume) throw new Fault('internal', `transfer ${transfer.id} has no volume`);
      const { namespace, nodeAffinity, pvc, pvcUid, storageClass } = volume;
      if (storageClass && !classes.has(storageClass)) {
        const gone = `StorageClass ${storageClass}, which ${namespace}/${pvc} needs, is gone`;
        throw new Fault('storage_class.not_found', gone);
      }
      const { repositoryId, known } = await recall(namespace);
      const claim = attemptNameOf(run.operationId, transfer);
      const source = { clusterId, namespace, pvcUid };
      return {
        // A Job that is there already was told what it was told.
        changes: { claim, ...(isBegun ? {} : { knownRepairAt: known.repairedAt }) },
        prepare: async () => await makeClaim(volume, claim),
        bindsAtOnce: classes.get(storageClass ?? '')?.volumeBindingMode === 'Immediate',
        task: {
          role: 'mover',
          action: { kind: 'snapshot', source, known, read: readingOf(operation.spec) },
          location,
          repository: { ...transfer.repository, ...(repositoryId ? { repositoryId } : {}) },
          claim,
          settings: moverSettingsOf(settings, { memoryDoubled: transfer.memoryDoubled === true }),
          ...(nodeAffinity ? { nodeAffinity } : {}),
        },
      };
    },
  };

  async function recall(namespace: string) {
    const found =
      recalled.get(namespace) ??
      recallRepository(services, { locationUid: location.locationUid, clusterId, namespace });
    recalled.set(namespace, found);
    return await found;
  }
}
