import { findFull } from '../../backup/snapshots/find-full.ts';
import { findGivingWay, noRoom } from '../../backup/snapshots/giving-way.ts';
import type { GivingWay } from '../../domain/operation/checkpoints.ts';
import { type FullVolumeNote, MAX_ROOM } from '../../domain/simulation/simulation.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Uses } from '../../platform/services.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Problems } from './problems.ts';

/** Volumes that have as many snapshots as their driver allows, and what would give way for one more. */
export async function findRoom(
  { config, ledger }: Uses<'config' | 'ledger'>,
  cluster: Cluster,
  volumes: readonly Volume[],
  problems: Problems,
): Promise<FullVolumeNote[]> {
  const givingWay: GivingWay = {};
  const room: FullVolumeNote[] = [];
  for (const full of await findFull(cluster, volumes, config.installationId)) {
    const { volume, count, most } = full;
    const givesWay = await findGivingWay(ledger, full, givingWay);
    if (givesWay === undefined) problems.note(noRoom(full));
    else givingWay[givesWay] = [...(givingWay[givesWay] ?? []), volume.volumeId];
    const { namespace, pvc } = volume;
    room.push({ namespace, pvc, snapshots: count, most, ...(givesWay ? { givesWay } : {}) });
  }
  return room.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)).slice(0, MAX_ROOM);
}

function nameOf({ namespace, pvc }: FullVolumeNote): string {
  return `${namespace}/${pvc}`;
}
