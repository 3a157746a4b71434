import type { Run } from '../../domain/operation/operation.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Ledger } from '../../services/ledger/ledger.ts';

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
