import { releaseCopies } from '../cluster-objects/cleanup/release-copies.ts';
import { selectorOf, VOLUME } from '../domain/manifest/labels.ts';
import type { GivingWay } from '../domain/operation/checkpoints.ts';
import type { BackupOperation, Run } from '../domain/operation/operation.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import { inPhase } from '../domain/volume/volume-sets.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, stepLookingOften } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { VOLUME_SNAPSHOT_CONTENT } from '../services/cluster/kinds.ts';
import { type FullVolume, findFull } from './snapshots/find-full.ts';
import { findGivingWay, mayGiveWay, noRoom } from './snapshots/giving-way.ts';

type Dependencies = Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>;

/** A local snapshot that gives way is gone by then, or its driver does not delete. */
const ROOM_SECONDS = 600;

/**
 * Where a driver allows no more snapshots of a volume, the oldest local one goes. Which ones is on this operation's row
 * before the first is deleted: until their own rows say that they are gone, it comes back here, in whatever execution.
 */
export function makeRoom(services: Dependencies): Step {
  const { clusters, config, ledger } = services;
  return stepLookingOften('backup', 'MakeRoom', services, async ({ operation, run, secondsInStage, wait }) => {
    const volumes = inPhase(await ledger.readVolumes(run.operationId), 'Pending');
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const full = await findFull(cluster, volumes, config.installationId);
    const [first] = full;
    if (first && secondsInStage >= ROOM_SECONDS) throw noRoom(first);
    const before = givingWayOf(operation);
    const givingWay = structuredClone(before);
    for (const one of full) await choose(services, run, one, givingWay);
    await note(givingWay, before);
    const left: GivingWay = {};
    for (const [backupId, volumeIds] of Object.entries(givingWay)) {
      const backup = await ledger.readOperation(backupId);
      if (!backup) continue;
      // Since it was noted it may have become what is needed: another one is chosen then.
      const going = mayGiveWay(backup) ? volumeIds : await leaving(cluster, config.installationId, backupId, volumeIds);
      if (going.length === 0) continue;
      const isGone = await releaseCopies(services, cluster, backup, new Set(going));
      if (!isGone) left[backupId] = going;
    }
    await note(left, givingWay);
    const counts = { volumes: volumes.length, full: full.length, going: Object.values(left).flat().length };
    if (full.length + counts.going > 0) return wait(counts);
    return operation.spec.rules ? branch('quiesce', counts) : done(counts);

    async function note(now: GivingWay, then: GivingWay): Promise<void> {
      if (JSON.stringify(now) === JSON.stringify(then)) return;
      const { MakeRoom: _, ...others } = operation.checkpoints ?? {};
      const checkpoints = Object.keys(now).length === 0 ? others : { ...others, MakeRoom: now };
      await ledger.updateOperation(run, { checkpoints });
    }
  });
}

export function givingWayOf({ checkpoints }: Pick<BackupOperation, 'checkpoints'>): GivingWay {
  return checkpoints?.MakeRoom ?? {};
}

/** Of these volumes those whose copy is on its way out, or gone: its content was set to Delete before anything else. */
async function leaving(cluster: Cluster, installationId: string, backupId: string, volumeIds: readonly string[]) {
  const labelSelector = selectorOf(installationId, backupId, ['local-copy']);
  const copies = await cluster.listAll(VOLUME_SNAPSHOT_CONTENT, { labelSelector });
  const staying = copies.filter(
    ({ metadata, spec }) => spec?.deletionPolicy !== 'Delete' && !metadata.deletionTimestamp,
  );
  const stays = new Set(staying.map(({ metadata }) => metadata.labels?.[VOLUME]));
  return volumeIds.filter((volumeId) => !stays.has(volumeId));
}

/** Adds the one that gives way. @throws Fault Permanent `snapshot.limit` when there is none */
async function choose({ ledger }: Dependencies, run: Run, full: FullVolume, givingWay: GivingWay): Promise<void> {
  const { volume, most } = full;
  const backupId = await findGivingWay(ledger, full, givingWay);
  if (backupId === undefined) throw noRoom(full);
  const chosen = givingWay[backupId] ?? [];
  if (chosen.includes(volume.volumeId)) return;
  const message = `local copy of ${volume.namespace}/${volume.pvc} gives way: ${volume.provisioner} allows ${most}`;
  await ledger.appendEvent(backupId, { type: 'LocalCopyGivesWay', message });
  await ledger.appendEvent(run.operationId, { type: 'LocalCopyGivesWay', message });
  givingWay[backupId] = [...chosen, volume.volumeId];
}
