import type { BackupSpec } from './backup-spec.ts';
import type { Volume } from './volume.ts';
import { inScope, isOffloaded } from './volume-sets.ts';

/** By volume id. The `only` copy of a backup is never freed, not even when somebody has deleted a half of its pair. */
export type KeptCopies = ReadonlyMap<string, 'beside' | 'only'>;

/**
 * The volumes whose local copy stays: after a success all; after a failed offload, if all snapshots were good, all,
 * unless the backup says `remove`; else none, since a backup with a missing snapshot is none.
 */
export function keptCopies(spec: BackupSpec, volumes: readonly Volume[], errorCode: string | undefined): KeptCopies {
  const scoped = inScope(volumes);
  const adopted = scoped.filter(({ timings }) => timings.adoptedAt !== undefined);
  if (errorCode === undefined) {
    return new Map(adopted.map((volume) => [volume.volumeId, isOffloaded(volume) ? 'beside' : 'only']));
  }
  if (adopted.length < scoped.length || errorCode === 'operation.cancelled') return new Map();
  const keeps = spec.localCopies.onOffloadFailure === 'keep' && spec.offload;
  return keeps ? new Map(adopted.map(({ volumeId }) => [volumeId, 'beside'])) : new Map();
}
