import { renderSnapshot } from '../cluster-objects/render-snapshots.ts';
import { GONE } from '../domain/backup/unprotected.ts';
import { Fault } from '../domain/errors.ts';
import { objectNameOf } from '../domain/ids.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { namespacesOf } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { ensure } from '../services/cluster/ensure.ts';
import { PVC, VOLUME_SNAPSHOT } from '../services/cluster/kinds.ts';
import { groupToRequest } from './snapshots/group-to-cut.ts';

const CONCURRENCY = 16;

/** Asks for the snapshots of all volumes of the group at once, so that they are cut close together. */
export function createSnapshots(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clock, clusters, config, ledger } = services;
  return step('backup', 'CreateSnapshots', services, async ({ operation, run }) => {
    const group = groupToRequest(operation, await ledger.readVolumes(run.operationId));
    if (group.length === 0) return done({ requested: 0 });
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const there = await readThere(cluster, group);
    await inParallel(group, CONCURRENCY, async (volume) => {
      if (!there.has(volume.pvcUid)) {
        await ledger.updateVolume(run, volume.volumeId, { phase: 'Gone', why: GONE });
        return;
      }
      const owner = {
        installationId: config.installationId,
        operationId: run.operationId,
        role: 'snapshot' as const,
        volumeId: volume.volumeId,
      };
      await ledger.updateVolume(run, volume.volumeId, {
        phase: 'SnapshotPending',
        snapshotName: objectNameOf(run.operationId, volume.volumeId),
        timings: { ...volume.timings, requestedAt: volume.timings.requestedAt ?? clock.now().toISOString() },
      });
      await create(cluster, volume, owner);
    });
    return done({ requested: group.length });
  });
}

async function create(cluster: Cluster, volume: Volume, owner: Parameters<typeof ensure>[3]): Promise<void> {
  try {
    await ensure(cluster, VOLUME_SNAPSHOT, renderSnapshot(volume, owner), owner);
  } catch (thrown) {
    // A namespace on its way out takes no new objects (403) or is gone (404); RetainSnapshots sees that the claim is too.
    const leaving = thrown instanceof Fault && [403, 404].includes(Number(thrown.details.status));
    const claim = leaving ? await cluster.get(PVC, volume.namespace, volume.pvc) : undefined;
    if (!leaving || (claim?.metadata.uid === volume.pvcUid && !claim.metadata.deletionTimestamp)) throw thrown;
  }
}

/** uids of the claims that are there; of one that is being deleted RetainSnapshots sees whether it goes. */
async function readThere(cluster: Cluster, volumes: readonly Volume[]): Promise<Set<string>> {
  const there = new Set<string>();
  for (const namespace of namespacesOf(volumes)) {
    for (const claim of await cluster.listAll(PVC, { namespace })) there.add(String(claim.metadata.uid));
  }
  return there;
}
