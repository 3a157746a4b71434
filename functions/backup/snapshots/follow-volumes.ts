import type { Run } from '../../domain/operation/operation.ts';
import type { VolumeRow } from '../../domain/volume/volume.ts';
import type { Changes, Ledger } from '../../services/ledger/ledger.ts';

/** The volumes of a turn as they are now: what writes a row is told what it says, so nobody reads all of them again. */
export function followVolumes(ledger: Pick<Ledger, 'updateVolume'>, run: Run, volumes: readonly VolumeRow[]) {
  const rows = new Map(volumes.map((volume) => [volume.volumeId, volume]));
  return {
    async update({ volumeId }: Pick<VolumeRow, 'volumeId'>, changes: Changes<VolumeRow>): Promise<void> {
      rows.set(volumeId, await ledger.updateVolume(run, volumeId, changes));
    },
    now: (): VolumeRow[] => [...rows.values()],
  };
}
