import { renderTemporaryClaim } from '../cluster-objects/render-snapshots.ts';
import { ensureTemporaryClaim, temporaryClaimOf } from '../cluster-objects/temporary-claim.ts';
import { Fault } from '../domain/errors.ts';
import { objectNameOf } from '../domain/ids.ts';
import type { Ownership } from '../domain/manifest/labels.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase, inScope, isOffloaded, namespacesOf } from '../domain/volume/volume-sets.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { PV, STORAGE_CLASS } from '../services/cluster/kinds.ts';
import type { Location } from '../services/location/location.ts';
import { moverSettingsOf, readingOf } from '../transfers/mover-settings.ts';
import { freeSlots, withMoverSlots } from '../transfers/mover-slots.ts';
import { advanceRepositories } from './repositories/repositories.ts';
import { recallRepository } from './repositories/repository-knowledge.ts';

/** A Task that has less left stops launching and comes back. */
const SLICE_MS = 20_000;

type Used = Pick<
  Services,
  'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/**
 * Starts as many movers as the cluster's limit allows, once the repositories that they write to are there. The limit
 * counts the Jobs that live, under a lease around counting and creating, so that two operations never both take the last
 * slot.
 *
 * Idempotent: the attempt's number is in the ledger before its claim is made, and is only raised after a failure; the
 * volume is Uploading once claim, Job and Secret are all there.
 */
export function launchOffloads(services: Used): Step {
  const { clock, clusters, ledger, locations, movers } = services;
  return step('backup', 'LaunchOffloads', services, async (call) => {
    const { operation, run, remainingMs, wait } = call;
    const volumes = inScope(await ledger.readVolumes(run.operationId)).filter(isOffloaded);
    const now = clock.now().toISOString();
    const waitingOnes = inPhase(volumes, 'Adopted').filter(({ retryAt }) => !retryAt || retryAt <= now);
    const counts = { volumes: volumes.length, waiting: waitingOnes.length, launched: 0 };
    if (waitingOnes.length === 0 || !operation.refs.location) return done(counts);

    const location = await locations.open(operation.refs.location);
    const repositoriesMissing = await advanceRepositories(services, call, location, namespacesOf(waitingOnes));
    if (repositoriesMissing > 0) return wait({ ...counts, repositoriesMissing });
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const classes = new Set((await cluster.listAll(STORAGE_CLASS)).map(({ metadata }) => metadata.name));
    const existing = await cluster.listAll(PV);
    const recalled = new Map<string, ReturnType<typeof recallRepository>>();
    const sliced = await withMoverSlots(services, operation, async () => {
      const free = await freeSlots(cluster, operation.spec.settings.moverLimit, run.operationId, services);
      for (const volume of waitingOnes.slice(0, free)) {
        if (remainingMs() < SLICE_MS) return true;
        if (volume.storageClass && !classes.has(volume.storageClass)) {
          throw new Fault(
            'storage_class.missing',
            `${volume.namespace}/${volume.pvc} needs StorageClass ${volume.storageClass}`,
          );
        }
        await launch(cluster, location, volume);
        counts.launched += 1;
        counts.waiting -= 1;
      }
      return false;
    });
    if (sliced === 'busy') return waiting(1, counts);
    return sliced ? waiting(0, counts) : done(counts);

    async function recall(to: Location, namespace: string) {
      const key = { locationUid: to.locationUid, clusterId: operation.refs.cluster.clusterId, namespace };
      const found = recalled.get(namespace) ?? recallRepository(services, key);
      recalled.set(namespace, found);
      return await found;
    }

    async function launch(on: Cluster, to: Location, volume: Volume): Promise<void> {
      // Begun, and not launched: a Task died in between. Only a failure, which is on the row, asks for another attempt.
      const begun = volume.attempt > 0 && !volume.reason;
      const attempt = begun ? volume.attempt : volume.attempt + 1;
      const owner: Ownership = {
        installationId: services.config.installationId,
        operationId: run.operationId,
        role: 'temporary-claim',
        volumeId: volume.volumeId,
      };
      const name = temporaryClaimOf(run.operationId, volume.volumeId, attempt);
      const snapshotName = volume.localCopy?.volumeSnapshot ?? objectNameOf(run.operationId, volume.volumeId);
      const { repositoryId, known } = await recall(to, volume.namespace);
      await ledger.updateVolume(run, volume.volumeId, {
        attempt,
        // A Job that is there already was told what it was told.
        knownRepairAt: begun ? volume.knownRepairAt : known.repairedAt,
        reason: undefined,
        retryAt: undefined,
        progress: undefined,
      });
      const claim = renderTemporaryClaim(volume, name, on.ownNamespace, snapshotName, owner);
      await ensureTemporaryClaim(on, claim, owner, existing);
      await movers.launch(on, {
        operationId: run.operationId,
        volumeId: volume.volumeId,
        attempt,
        role: 'mover',
        action: {
          kind: 'snapshot',
          source: { clusterId: on.ref.clusterId, namespace: volume.namespace, pvcUid: volume.pvcUid },
          known,
          read: readingOf(operation.spec),
        },
        location: to,
        repository: {
          clusterId: on.ref.clusterId,
          namespace: volume.namespace,
          ...(repositoryId ? { repositoryId } : {}),
        },
        claim: name,
        settings: moverSettingsOf(operation.spec.settings, { memoryDoubled: volume.memoryDoubled === true }),
        ...(volume.nodeAffinity ? { nodeAffinity: volume.nodeAffinity } : {}),
      });
      await ledger.updateVolume(run, volume.volumeId, {
        phase: 'Uploading',
        timings: { ...volume.timings, launchedAt: now },
      });
    }
  });
}
