import { Fault } from '../domain/errors.ts';
import { selectorOf } from '../domain/manifest/labels.ts';
import { done } from '../domain/operation/step-result.ts';
import { bytesOf } from '../domain/volume/quantity.ts';
import type { Volume } from '../domain/volume/volume.ts';
import { inPhase, inScope } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, stepLookingOften } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../services/cluster/kinds.ts';

const CONCURRENCY = 16;

interface Readiness {
  ready: boolean;
  restoreSizeBytes?: number;
}

/**
 * Every snapshot is readyToUse; the store may take long for it (EBS), so it has a clock of its own.
 * Where the VolumeSnapshot is gone, with its namespace, the content that we set to Retain still tells.
 */
export function checkSnapshotsReady(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clock, clusters, config, ledger } = services;
  return stepLookingOften(
    'backup',
    'CheckSnapshotsReady',
    services,
    async ({ operation, run, secondsInStage, wait }) => {
      const all = inScope(await ledger.readVolumes(run.operationId));
      const pending = inPhase(all, 'SnapshotTaken');
      if (pending.length === 0) return done({ volumes: all.length, ready: all.length });
      const cluster = await clusters.open(operation.refs.cluster, 'backup');
      const labelSelector = selectorOf(config.installationId, run.operationId, ['snapshot']);
      const snapshots = await cluster.listAll(VOLUME_SNAPSHOT, { labelSelector });
      const byUid = new Map(snapshots.map((one) => [one.metadata.uid, one]));
      let ready = all.length - pending.length;

      await inParallel(pending, CONCURRENCY, async (volume) => {
        const own = byUid.get(volume.snapshot?.uid);
        const found = own
          ? { ready: own.status?.readyToUse === true, restoreSizeBytes: bytesOf(own.status?.restoreSize) }
          : await readFromContent(cluster, volume);
        if (!found.ready || !volume.snapshot) return;
        ready += 1;
        const { restoreSizeBytes } = found;
        const snapshot = { ...volume.snapshot, ...(restoreSizeBytes ? { restoreSizeBytes } : {}) };
        const timings = { ...volume.timings, readyAt: clock.now().toISOString() };
        await ledger.updateVolume(run, volume.volumeId, { phase: 'Ready', snapshot, timings });
      });

      if (ready === all.length) return done({ volumes: all.length, ready });
      const limit = operation.spec.settings.readyTimeoutSeconds;
      if (secondsInStage <= limit) return wait({ volumes: all.length, ready });
      const message = `${all.length - ready} snapshots were not readyToUse after ${limit} s (readyTimeout)`;
      throw new Fault('snapshot.ready_timeout', message);
    },
  );

  async function readFromContent(cluster: Cluster, volume: Volume): Promise<Readiness> {
    const content = await cluster.get(VOLUME_SNAPSHOT_CONTENT, undefined, volume.snapshot?.contentName ?? '');
    if (content?.status?.snapshotHandle === volume.snapshot?.handle && content?.status) {
      return { ready: content.status.readyToUse === true, restoreSizeBytes: Number(content.status.restoreSize ?? 0) };
    }
    const reason = `the snapshot of ${volume.namespace}/${volume.pvc} was deleted after the cut`;
    services.log.warn('snapshot gone', { volumeId: volume.volumeId, code: 'snapshot.not_found', reason });
    throw new Fault('snapshot.not_found', reason);
  }
}
