import type { BackupSpec } from './backup-spec.ts';
import type { Volume } from './volume.ts';
import { inScope } from './volume-sets.ts';

/**
 * Ids of the volumes whose local copy stays: after a success all; after a failed offload, if all snapshots were good,
 * all, unless the backup says `remove`; else none, since a backup with a missing snapshot is none.
 */
export function keptCopies(
  spec: BackupSpec,
  volumes: readonly Volume[],
  errorCode: string | undefined,
): ReadonlySet<string> {
  const scoped = inScope(volumes);
  const adopted = scoped.filter(({ timings }) => timings.adoptedAt !== undefined);
  const all = new Set(adopted.map(({ volumeId }) => volumeId));
  if (errorCode === undefined) return all;
  if (adopted.length < scoped.length || errorCode === 'operation.cancelled') return new Set();
  return spec.localCopies.onOffloadFailure === 'keep' && spec.offload ? all : new Set();
}
