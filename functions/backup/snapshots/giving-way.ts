import { isGood } from '../../domain/backup/good-backup.ts';
import { capabilitiesOf } from '../../domain/backup/methods.ts';
import { Fault } from '../../domain/errors.ts';
import { OPERATION } from '../../domain/manifest/labels.ts';
import type { GivingWay } from '../../domain/operation/checkpoints.ts';
import { type BackupOperation, isOfKind, type Operation } from '../../domain/operation/operation.ts';
import type { Services } from '../../platform/services.ts';
import type { KubeObject } from '../../services/cluster/cluster.ts';
import type { FullVolume } from './find-full.ts';

/**
 * The backup whose local snapshot of a full volume gives way: the oldest that has its like at a location, never one that is
 * the backup, was never offloaded, or is held.
 * @param givingWay those that were chosen before
 */
export async function findGivingWay(
  ledger: Pick<Services['ledger'], 'readOperation' | 'readVolumes'>,
  { volume, copies }: FullVolume,
  givingWay: GivingWay,
): Promise<string | undefined> {
  const oldestFirst = copies.toSorted((a, b) => (createdAt(a) < createdAt(b) ? -1 : 1));
  for (const { metadata } of oldestFirst) {
    const backupId = metadata.labels?.[OPERATION] ?? '';
    if (givingWay[backupId]?.includes(volume.volumeId)) return backupId;
    const backup = await ledger.readOperation(backupId);
    if (!backup || !mayGiveWay(backup)) continue;
    const row = (await ledger.readVolumes(backup.operationId)).find(({ volumeId }) => volumeId === volume.volumeId);
    if (row && capabilitiesOf(row).localSnapshot === 'beside') return backupId;
  }
  return undefined;
}

export function mayGiveWay(backup: Operation): backup is BackupOperation {
  return isGood(backup) && isOfKind(backup, 'backup') && !backup.legalHold;
}

export function noRoom({ volume, count, most }: FullVolume): Fault {
  const what = `${volume.namespace}/${volume.pvc} has ${count} snapshots, and ${volume.provisioner} allows ${most}`;
  return new Fault('snapshot.limit', what);
}

function createdAt({ metadata }: KubeObject): string {
  return metadata.creationTimestamp ?? '';
}
