import type { BackupSpec } from '../domain/backup-spec.ts';
import { Fault, failureOf } from '../domain/errors.ts';
import { selectorOf } from '../domain/labels.ts';
import { hopelessSnapshotError } from '../domain/snapshot-errors.ts';
import { done } from '../domain/step-result.ts';
import type { Volume } from '../domain/volume.ts';
import { currentGroup, inPhase, inScope } from '../domain/volume-sets.ts';
import { followVolumes } from '../runtime/follow-volumes.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import type { Services } from '../runtime/services.ts';
import { keepSnapshot } from '../runtime/snapshots/keep-snapshot.ts';
import { type Step, step } from '../runtime/step.ts';
import type { Cluster, KubeObject } from '../services/cluster/cluster.ts';
import { PVC, VOLUME_SNAPSHOT } from '../services/cluster/kinds.ts';

const AT_ONCE = 16;

/**
 * Every snapshot of the group is cut: creationTime and handle are there, whatever readyToUse says. Each is recorded and
 * its content set to Retain at once: from here a deleted namespace no longer takes the snapshot with it.
 *
 * An error of a snapshot is waited out until snapshotTimeout, since the controller retries; one that is known to be
 * hopeless ends the backup at once.
 */
export function checkSnapshotsCut(services: Pick<Services, 'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clusters, config, ledger } = services;
  return step<BackupSpec>(
    'CheckSnapshotsCut',
    services,
    async ({ operation, run, secondsInStage, wait }) => {
      const rows = followVolumes(ledger, run, await ledger.readVolumes(run.operationId));
      const group = currentGroup(rows.now());
      const cluster = await clusters.open(operation.refs.cluster, 'backup');
      const labelSelector = selectorOf(config.installationId, run.operationId, ['snapshot']);
      const snapshots = group.length > 0 ? await cluster.listAll(VOLUME_SNAPSHOT, { labelSelector }) : [];
      const failed: Fault[] = [];

      await inParallel(group, AT_ONCE, async (volume) => {
        const snapshot = snapshots.find(
          ({ metadata }) => metadata.namespace === volume.namespace && metadata.name === volume.snapshotName,
        );
        if (!snapshot) {
          await recordMissing(volume, cluster);
          return;
        }
        const message = errorOf(snapshot);
        const facts = await keepSnapshot(cluster, snapshot, {
          installationId: config.installationId,
          operationId: run.operationId,
          role: 'snapshot',
          volumeId: volume.volumeId,
        });
        if (facts) {
          const timings = { ...volume.timings, cutAt: facts.creationTime };
          await rows.update(volume, { phase: 'Cut', snapshot: facts, timings, reason: undefined });
          return;
        }
        if (message === undefined) return;
        const hopeless = hopelessSnapshotError(message);
        const fault = new Fault(hopeless?.code ?? 'snapshot.failed', describe(volume, message, hopeless?.hint));
        await rows.update(volume, {
          reason: failureOf(fault),
          ...(hopeless ? { phase: 'Failed' } : {}),
        });
        if (hopeless) failed.push(fault);
      });

      async function recordMissing(volume: Volume, on: Cluster): Promise<void> {
        const claim = await on.get(PVC, volume.namespace, volume.pvc);
        if (claim?.metadata.uid !== volume.pvcUid || claim.metadata.deletionTimestamp) {
          await rows.update(volume, { phase: 'Gone', why: 'the claim was deleted before its cut' });
          return;
        }
        const fault = new Fault(
          'snapshot.gone',
          `${volume.namespace}/${volume.pvc}: its VolumeSnapshot was deleted before the cut`,
        );
        await rows.update(volume, { phase: 'Failed', reason: failureOf(fault) });
        failed.push(fault);
      }

      const [first] = failed;
      if (first) throw first;
      const volumes = inScope(rows.now());
      const uncut = inPhase(volumes, 'Cutting');
      const counts = { volumes: volumes.length, cut: volumes.length - inPhase(volumes, 'Cutting', 'Pending').length };
      if (uncut.length === 0) return done({ ...counts, groupsLeft: inPhase(volumes, 'Pending').length > 0 ? 1 : 0 });
      const limit = operation.spec.settings.snapshotTimeoutSeconds;
      if (secondsInStage > limit) {
        const names = uncut.map(
          ({ namespace, pvc, reason }) => `${namespace}/${pvc}${reason ? ` (${reason.message})` : ''}`,
        );
        const fault = new Fault(
          'snapshot.timeout',
          `not cut after ${limit} s (snapshotTimeout): ${names.slice(0, 5).join('; ')}`,
        );
        for (const volume of uncut) {
          await rows.update(volume, { phase: 'Failed', reason: volume.reason ?? failureOf(fault) });
        }
        throw fault;
      }
      return wait({ ...counts, groupsLeft: 1 });
    },
    { soon: true },
  );
}

function errorOf(snapshot: KubeObject): string | undefined {
  const message = snapshot.status?.error?.message;
  return typeof message === 'string' ? message.slice(0, 1000) : undefined;
}

function describe(volume: Volume, message: string, hint: string | undefined): string {
  return `${volume.namespace}/${volume.pvc}: ${hint ? `${hint}: ` : ''}${message}`;
}
