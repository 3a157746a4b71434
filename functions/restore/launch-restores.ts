import { renderPair } from '../cluster-objects/render-snapshots.ts';
import { ensureTemporaryClaim, temporaryClaimOf } from '../cluster-objects/temporary-claim.ts';
import { Fault } from '../domain/errors.ts';
import { objectNameOf } from '../domain/ids.ts';
import type { Ownership, Role } from '../domain/manifest/labels.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { sourceClusterIdOf } from '../domain/restore/restore-plan.ts';
import type { Volume } from '../domain/volume/volume.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { KubeObject } from '../services/cluster/cluster.ts';
import { ensure } from '../services/cluster/ensure.ts';
import { NODE, PV, STORAGE_CLASS, VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../services/cluster/kinds.ts';
import type { MoverAction } from '../services/mover/mover.ts';
import { moverSettingsOf } from '../transfers/mover-settings.ts';
import { freeSlots, withMoverSlots } from '../transfers/mover-slots.ts';
import { chooseNode, renderFilledClaim } from './objects/restore-objects.ts';

type Used = Pick<Services, 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers'>;

/** A Task that has less left stops launching and comes back. */
const SLICE_MS = 20_000;

/**
 * Begins to bring data back, all of it in our own namespace: a copy from the location by as many movers as the cluster's
 * limit allows, each into a claim of its own; a copy from a snapshot by a claim on a temporary pair that points at it.
 *
 * Idempotent: the attempt's number is in the ledger before its claim is made, and is only raised after a failure.
 */
export function launchRestores(services: Used): Step {
  const { clock, clusters, config, ledger, locations, movers } = services;
  return step('restore', 'LaunchRestores', services, async ({ operation, run, remainingMs }) => {
    const now = clock.now().toISOString();
    const volumes = await ledger.readVolumes(run.operationId);
    const due = volumes.filter(({ phase, retryAt }) => phase === 'Pending' && (!retryAt || retryAt <= now));
    const counts = { volumes: volumes.length, waiting: due.length, launched: 0 };
    if (due.length === 0 || !operation.refs.location) return done(counts);
    const cluster = await clusters.open(operation.refs.cluster, 'restore');
    const location = await locations.open(operation.refs.location);
    const classes = new Map((await cluster.listAll(STORAGE_CLASS)).map((one) => [one.metadata.name, one]));
    const [existing, nodes] = await Promise.all([cluster.listAll(PV), cluster.listAll(NODE)]);
    const local = due.filter(({ method }) => method === 'csi');
    const copied = due.filter(({ method }) => method !== 'csi');

    for (const volume of local) {
      if (remainingMs() < SLICE_MS) return waiting(0, counts);
      await launch(volume, async (attempt) => await makeFromSnapshot(volume, attempt));
    }
    const sliced = await withMoverSlots(services, operation, async () => {
      const free = await freeSlots(cluster, operation.spec.settings.moverLimit, run.operationId, services);
      for (const volume of copied.slice(0, free)) {
        if (remainingMs() < SLICE_MS) return true;
        await launch(volume, async (attempt) => await fill(volume, attempt));
      }
      return false;
    });
    if (sliced === 'busy') return waiting(1, counts);
    return sliced ? waiting(0, counts) : done(counts);

    async function launch(volume: Volume, make: (attempt: number) => Promise<void>): Promise<void> {
      const begun = volume.attempt > 0 && !volume.reason;
      const attempt = begun ? volume.attempt : volume.attempt + 1;
      const temporaryClaim = temporaryClaimOf(run.operationId, volume.volumeId, attempt);
      await ledger.updateVolume(run, volume.volumeId, {
        attempt,
        reason: undefined,
        retryAt: undefined,
        progress: undefined,
        restored: { ...(volume.restored ?? { namespace: volume.namespace }), temporaryClaim },
      });
      await make(attempt);
      await ledger.updateVolume(run, volume.volumeId, {
        phase: 'Restoring',
        timings: { ...volume.timings, launchedAt: clock.now().toISOString() },
      });
      counts.launched += 1;
      counts.waiting -= 1;
    }

    async function fill(volume: Volume, attempt: number): Promise<void> {
      const { volumeId, namespace, memoryDoubled, nodeAffinity } = volume;
      // Where its source was, if that is still somewhere: the claims of one pod must not be made on different nodes.
      const isPlaced = nodeAffinity !== undefined && chooseNode(nodes, volume) !== undefined;
      const name = temporaryClaimOf(run.operationId, volumeId, attempt);
      const owner = ownerOf(volume, 'temporary-claim');
      const claim = renderFilledClaim(volume, owner, { name, namespace: cluster.ownNamespace });
      await ensureTemporaryClaim(cluster, claim, owner, existing);
      await movers.launch(cluster, {
        operationId: run.operationId,
        volumeId,
        attempt,
        role: 'mover',
        action: restoreOf(volume),
        location,
        repository: { clusterId: sourceClusterIdOf(operation), namespace },
        claim: name,
        settings: moverSettingsOf(operation.spec.settings, { memoryDoubled: memoryDoubled === true }),
        ...(isPlaced ? { nodeAffinity } : {}),
      });
    }

    async function makeFromSnapshot(volume: Volume, attempt: number): Promise<void> {
      if (!volume.snapshot) throw new Fault('internal', `volume ${volume.volumeId} has no snapshot to come from`);
      const pairName = objectNameOf(run.operationId, volume.volumeId);
      const pairOwner = ownerOf(volume, 'restore-source');
      const place = { namespace: cluster.ownNamespace, volumeSnapshot: pairName, content: pairName };
      const pair = renderPair(volume.snapshot, place, pairOwner, undefined);
      await ensure(cluster, VOLUME_SNAPSHOT_CONTENT, pair.content, pairOwner);
      await ensure(cluster, VOLUME_SNAPSHOT, pair.volumeSnapshot, pairOwner);

      const waits = waitsForConsumer(classes.get(volume.storageClass ?? ''));
      const node = waits ? chooseNode(nodes, volume) : undefined;
      const name = temporaryClaimOf(run.operationId, volume.volumeId, attempt);
      const owner = ownerOf(volume, 'temporary-claim');
      const claim = renderFilledClaim(volume, owner, {
        name,
        namespace: cluster.ownNamespace,
        snapshotName: pairName,
        ...(node ? { node } : {}),
      });
      await ensureTemporaryClaim(cluster, claim, owner, existing);
    }

    function ownerOf({ volumeId }: Volume, role: Role): Ownership {
      return { installationId: config.installationId, operationId: run.operationId, role, volumeId };
    }
  });
}

function restoreOf({ sealed }: Volume): MoverAction {
  const { kopiaId = '', files = 0, rawNames } = sealed ?? {};
  return { kind: 'restore', kopiaId, files, ...(rawNames ? { rawNames } : {}) };
}

function waitsForConsumer(storageClass: KubeObject | undefined): boolean {
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
}
