import { renderPair } from '../cluster-objects/render-snapshots.ts';
import { ensureTemporaryClaim } from '../cluster-objects/temporary-claim.ts';
import { isDownloaded } from '../domain/backup/methods.ts';
import { Fault } from '../domain/errors.ts';
import { objectNameOf } from '../domain/ids.ts';
import type { Ownership, Role } from '../domain/manifest/labels.ts';
import type { Run } from '../domain/operation/operation.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { attemptNameOf, type DataTransfer, isDue, isOfData } from '../domain/transfer/transfer.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase } from '../domain/volume/volume-sets.ts';
import type { Config } from '../platform/config.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster, KubeObject } from '../services/cluster/cluster.ts';
import { ensure } from '../services/cluster/ensure.ts';
import { NODE, PV, STORAGE_CLASS, VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../services/cluster/kinds.ts';
import type { MoverAction } from '../services/mover/mover.ts';
import { type Attempt, launchDue } from '../transfers/launch.ts';
import { moverSettingsOf } from '../transfers/settings.ts';
import { chooseNode, renderFilledClaim } from './objects/restore-objects.ts';

type Dependencies = Uses<'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers'>;

/** A Task that has less left makes no more copies and comes back. */
const RESERVE_MS = 20_000;

/**
 * Begins to bring data back, all of it in our own namespace: a copy from the location by as many movers as the cluster's
 * limit allows, each into a claim of its own; a copy from a snapshot by a claim on a temporary pair that points at it.
 */
export function launchRestores(services: Dependencies): Step {
  const { clock, clusters, config, ledger, locations } = services;
  return step('restore', 'LaunchRestores', services, async (call) => {
    const { operation, run } = call;
    const { transfers, volumes } = await ledger.readTransfers(operation);
    const pending = new Map(inPhase(volumes, 'Pending').map((volume) => [volume.volumeId, volume]));
    const due = transfers.filter(isOfData).filter((one) => isDue(one, clock.now()) && pending.has(one.volumeId ?? ''));
    const local = [...pending.values()].filter((volume) => !isDownloaded(volume));
    const wanted = due.length + local.length;
    if (wanted === 0) return done({ volumes: volumes.length, waiting: 0, launched: 0 });
    const cluster = await clusters.open(operation.refs.cluster, 'restore');
    const location = await locations.open(locationOf(operation));
    const classes = new Map((await cluster.listAll(STORAGE_CLASS)).map((one) => [one.metadata.name, one]));
    const [existing, nodes] = await Promise.all([cluster.listAll(PV), cluster.listAll(NODE)]);

    const counts = { volumes: volumes.length, waiting: wanted, launched: 0 };
    for (const volume of local) {
      if (call.remainingMs() < RESERVE_MS) return waiting(0, counts);
      await makeFromSnapshot(services, { cluster, run, classes, existing, nodes }, volume);
      counts.launched += 1;
      counts.waiting -= 1;
    }
    const on = { cluster, limit: operation.spec.settings.moverLimit };
    const { status, launched } = await launchDue(services, call, on, due, begin);
    counts.launched += launched;
    counts.waiting -= launched;
    if (status === 'done') return done(counts);
    return waiting(status === 'busy' ? 1 : 0, counts);

    async function begin(transfer: DataTransfer): Promise<Attempt> {
      const volume = pending.get(transfer.volumeId ?? '');
      if (!volume) throw new Fault('internal', `transfer ${transfer.id} has no volume`);
      const { nodeAffinity } = volume;
      // Where its source was, if that is still somewhere: the claims of one pod must not be made on different nodes.
      const isPlaced = nodeAffinity !== undefined && chooseNode(nodes, volume) !== undefined;
      const claim = attemptNameOf(run.operationId, transfer);
      return {
        changes: { claim },
        prepare: async () => {
          const owner = ownerOf(config, run, volume, 'temporary-claim');
          const filled = renderFilledClaim(volume, owner, { name: claim, namespace: cluster.ownNamespace });
          await ensureTemporaryClaim(cluster, filled, owner, existing);
        },
        bindsAtOnce: classes.get(volume.storageClass ?? '')?.volumeBindingMode === 'Immediate',
        task: {
          role: 'mover',
          action: restoreOf(volume),
          location,
          repository: transfer.repository,
          claim,
          settings: moverSettingsOf(operation.spec.settings, { memoryDoubled: transfer.memoryDoubled === true }),
          ...(isPlaced ? { nodeAffinity } : {}),
        },
      };
    }
  });
}

interface On {
  cluster: Cluster;
  run: Run;
  classes: ReadonlyMap<string, KubeObject>;
  /** All PVs. */
  existing: readonly KubeObject[];
  nodes: readonly KubeObject[];
}

/** A temporary pair points at the snapshot, and a claim is filled from it by the driver. */
async function makeFromSnapshot(services: Dependencies, on: On, volume: Volume): Promise<void> {
  const { clock, config, ledger } = services;
  const { cluster, run, classes, existing, nodes } = on;
  const { volumeId, namespace, snapshot } = volume;
  if (!snapshot) throw new Fault('internal', `volume ${volumeId} has no snapshot to come from`);
  const name = objectNameOf(run.operationId, volumeId, 1);
  const restored = { ...(volume.restored ?? { namespace }), temporaryClaim: name };
  await ledger.updateVolume(run, volumeId, { attempt: 1, restored });
  const pairName = objectNameOf(run.operationId, volumeId);
  const pairOwner = ownerOf(config, run, volume, 'restore-source');
  const place = { namespace: cluster.ownNamespace, volumeSnapshot: pairName, content: pairName };
  const pair = renderPair(snapshot, place, pairOwner, undefined);
  await ensure(cluster, VOLUME_SNAPSHOT_CONTENT, pair.content, pairOwner);
  await ensure(cluster, VOLUME_SNAPSHOT, pair.volumeSnapshot, pairOwner);

  const waits = classes.get(volume.storageClass ?? '')?.volumeBindingMode === 'WaitForFirstConsumer';
  const node = waits ? chooseNode(nodes, volume) : undefined;
  const owner = ownerOf(config, run, volume, 'temporary-claim');
  const from = { name, namespace: cluster.ownNamespace, snapshotName: pairName, ...(node ? { node } : {}) };
  await ensureTemporaryClaim(cluster, renderFilledClaim(volume, owner, from), owner, existing);
  const timings = { ...volume.timings, launchedAt: clock.now().toISOString() };
  await ledger.updateVolume(run, volumeId, { phase: 'Restoring', timings });
}

function ownerOf({ installationId }: Config, { operationId }: Run, { volumeId }: Volume, role: Role): Ownership {
  return { installationId, operationId, role, volumeId };
}

function restoreOf({ sealed }: Volume): MoverAction {
  const { kopiaId = '', files = 0, rawNames } = sealed ?? {};
  return { kind: 'restore', kopiaId, files, ...(rawNames ? { rawNames } : {}) };
}
