import type { Operation, Run } from '../../domain/operation/operation.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Uses } from '../../platform/services.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Ledger } from '../../services/ledger/ledger.ts';
import { removeSnapshots } from './remove-snapshots.ts';

const LOOKS = 4;
const BETWEEN_MS = 300;

/**
 * Releases the local copies of some volumes of a backup that has ended, and only those: the content is set to Delete, its
 * VolumeSnapshot deleted. A driver is usually done in a moment, so it looks a few times. Twice is once.
 * @returns whether all of them are gone, which their rows say then
 */
export async function releaseCopies(
  { clock, config, ledger }: Uses<'clock' | 'config' | 'ledger'>,
  cluster: Cluster,
  { operationId, epoch }: Pick<Operation, 'operationId' | 'epoch'>,
  volumeIds: ReadonlySet<string>,
): Promise<boolean> {
  const run = { operationId, epoch };
  const volumes = await ledger.adoptVolumes(run);
  const stays = volumes.filter(({ volumeId }) => !volumeIds.has(volumeId));
  const keep = new Map(stays.map(({ volumeId }) => [volumeId, 'only' as const]));
  for (let looks = 1; ; looks += 1) {
    const { left } = await removeSnapshots(cluster, config.installationId, operationId, keep);
    if (left.length === 0) break;
    if (looks === LOOKS) return false;
    await clock.sleep(BETWEEN_MS);
  }
  const releasedAt = isoNow(clock);
  for (const { volumeId, localCopy } of volumes) {
    if (!localCopy || localCopy.releasedAt || !volumeIds.has(volumeId)) continue;
    const { keptFor: _, ...copy } = localCopy;
    await ledger.updateVolume(run, volumeId, { localCopy: { ...copy, releasedAt } });
  }
  return true;
}

/** Says of each local copy whether it stays, and what for, or since when it is gone. Twice is once. */
export async function recordCopies(
  ledger: Pick<Ledger, 'updateVolume'>,
  run: Run,
  volumes: readonly Volume[],
  fate: { kept: ReadonlySet<string>; keptFor: 'backup' | 'retry'; at: string },
): Promise<void> {
  for (const { volumeId, localCopy } of volumes) {
    if (!localCopy) continue;
    const { keptFor: _, ...copy } = localCopy;
    const said = fate.kept.has(volumeId) ? { keptFor: fate.keptFor } : { releasedAt: localCopy.releasedAt ?? fate.at };
    await ledger.updateVolume(run, volumeId, { localCopy: { ...copy, ...said } });
  }
}
