import { hopelessSnapshotError } from '../domain/backup/snapshot-errors.ts';
import { GONE } from '../domain/backup/unprotected.ts';
import { Fault, failureOf } from '../domain/errors.ts';
import { selectorOf } from '../domain/manifest/labels.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import type { VolumeRow } from '../domain/volume/volume.ts';
import { currentGroup, inPhase, inScope } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { KubeObject } from '../services/cluster/cluster.ts';
import { PVC, VOLUME_SNAPSHOT } from '../services/cluster/kinds.ts';
import { followVolumes } from './snapshots/follow-volumes.ts';
import { keepSnapshot } from './snapshots/keep-snapshot.ts';

/** As PlanBackup says it of those that it finds so. */
const LEFT_OUT = 'the claim is being deleted, and no snapshot of it can be made';
const AT_ONCE = 16;

/**
 * Every snapshot of the group is cut: creationTime and handle are there, whatever readyToUse says. Each is recorded and
 * its content set to Retain at once: from here a deleted namespace no longer takes the snapshot with it.
 *
 * An error of a snapshot is waited out until snapshotTimeout, since the controller retries; one that is known to be
 * hopeless ends the backup at once.
 */
export function retainSnapshots(services: Pick<Services, 'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clusters, config, ledger } = services;
  return step(
    'backup',
    'RetainSnapshots',
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
          const fault = await followClaim(volume);
          if (fault) failed.push(fault);
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
        if (message === undefined || (await isLeaving(volume))) return;
        const hopeless = hopelessSnapshotError(message);
        const fault = new Fault(hopeless?.code ?? 'snapshot.failed', describe(volume, message, hopeless?.hint));
        await rows.update(volume, {
          reason: failureOf(fault),
          ...(hopeless ? { phase: 'Failed' } : {}),
        });
        if (hopeless) failed.push(fault);
      });

      /**
       * Of a volume that is not cut: one whose claim is not there any more is Gone. One that is being deleted has its data, and
       * no snapshot of it is cut; it may still go, and is waited for as every error is. One that the schedule says may be
       * deleted is left out.
       */
      async function isLeaving(volume: VolumeRow): Promise<boolean> {
        const claim = await cluster.get(PVC, volume.namespace, volume.pvc);
        const isThere = claim?.metadata.uid === volume.pvcUid;
        if (isThere && !claim.metadata.deletionTimestamp) return false;
        if (isThere && volume.mayBeLeftOut)
          await rows.update(volume, { phase: 'Excluded', why: LEFT_OUT, reason: undefined });
        else if (isThere) await rows.update(volume, { reason: failureOf(terminating([volume])) });
        else await rows.update(volume, { phase: 'Gone', why: GONE, reason: undefined });
        return true;
      }

      async function followClaim(volume: VolumeRow): Promise<Fault | undefined> {
        if (await isLeaving(volume)) return undefined;
        const fault = new Fault(
          'snapshot.gone',
          `${volume.namespace}/${volume.pvc}: its VolumeSnapshot was deleted before the cut`,
        );
        await rows.update(volume, { phase: 'Failed', reason: failureOf(fault) });
        return fault;
      }

      const [first] = failed;
      if (first) throw first;
      const volumes = inScope(rows.now());
      const uncut = inPhase(volumes, 'Cutting');
      const counts = { volumes: volumes.length, cut: volumes.length - inPhase(volumes, 'Cutting', 'Pending').length };
      if (uncut.length === 0)
        return inPhase(volumes, 'Pending').length > 0 ? branch('next-group', counts) : done(counts);
      const limit = operation.spec.settings.snapshotTimeoutSeconds;
      if (secondsInStage > limit) {
        const fault = whyUncut(uncut, limit);
        for (const volume of uncut) {
          await rows.update(volume, { phase: 'Failed', reason: volume.reason ?? failureOf(fault) });
        }
        throw fault;
      }
      return wait(counts);
    },
    { soon: true },
  );
}

function whyUncut(uncut: readonly VolumeRow[], limit: number): Fault {
  const leaving = uncut.filter(({ reason }) => reason?.code === 'volume.terminating');
  if (leaving.length > 0) return terminating(leaving);
  const names = uncut.map(({ namespace, pvc, reason }) => `${namespace}/${pvc}${reason ? ` (${reason.message})` : ''}`);
  return new Fault('snapshot.timeout', `not cut after ${limit} s (snapshotTimeout): ${names.slice(0, 5).join('; ')}`);
}

function terminating(volumes: readonly VolumeRow[]): Fault {
  const named = volumes.slice(0, 20).map(({ namespace, pvc }) => `${namespace}/${pvc}`);
  const message = `no snapshot can be made of claims that are being deleted and still there: ${named.join(', ')}`;
  return new Fault('volume.terminating', message, { disposition: 'Permanent' });
}

function errorOf(snapshot: KubeObject): string | undefined {
  const message = snapshot.status?.error?.message;
  return typeof message === 'string' ? message.slice(0, 1000) : undefined;
}

function describe(volume: VolumeRow, message: string, hint: string | undefined): string {
  return `${volume.namespace}/${volume.pvc}: ${hint ? `${hint}: ` : ''}${message}`;
}
