import type { BackupOperation } from '../operation/operation.ts';
import { secondsOf } from '../settings/settings.ts';
import type { Volume } from '../volume/volume.ts';
import { inScope } from '../volume/volume-sets.ts';
import type { BackupSpec } from './backup-spec.ts';
import { isGood } from './good-backup.ts';
import { capabilitiesOf } from './methods.ts';

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
    return new Map(
      adopted.flatMap((volume) => {
        const { localSnapshot } = capabilitiesOf(volume);
        return localSnapshot === 'none' ? [] : [[volume.volumeId, localSnapshot]];
      }),
    );
  }
  if (adopted.length < scoped.length || errorCode === 'operation.cancelled') return new Map();
  const keeps = spec.localCopies.onOffloadFailure === 'keep' && spec.offload;
  return keeps ? new Map(adopted.map(({ volumeId }) => [volumeId, 'beside'])) : new Map();
}

/** A backup that has ended, with its volumes. */
export interface HeldCopies {
  backup: Pick<
    BackupOperation,
    'operationId' | 'kind' | 'phase' | 'finishedAt' | 'legalHold' | 'spec' | 'slot' | 'copyLostAt' | 'damagedAt'
  >;
  volumes: readonly Volume[];
}

/** Where none of them is good, none is newer either. */
const KEEP = 1;

/** Volumes whose copy at the location is the backup, and which have one beside it on the cluster's storage. */
export function copiesBeside(volumes: readonly Volume[]): Volume[] {
  return volumes.filter(
    (volume) => capabilitiesOf(volume).localSnapshot === 'beside' && volume.localCopy && !volume.localCopy.releasedAt,
  );
}

/**
 * The local copies whose turn has come. Counted for each volume over the schedule's backups that have Succeeded, as many
 * stay as the newest of them says; what a failed backup has kept goes with the next good one that has data of that volume,
 * or once `failedFor` is over: a success without it has brought nothing to a location that the copy would stand beside.
 * Never one that is the backup (`csi`), nor of a backup under legal hold, nor of a manual one that has succeeded.
 * @param newestFirst the backups of one schedule, or one manual backup
 */
export function copiesToRelease(newestFirst: readonly HeldCopies[], now: Date) {
  const keep = newestFirst.find(({ backup }) => isGood(backup))?.backup.spec.localCopies.keep ?? KEEP;
  const counted = new Map<string, number>();
  const released: { operationId: string; volumeId: string }[] = [];
  const protectedVolumes = new Set<string>();
  for (const { backup, volumes } of newestFirst) {
    const succeeded = backup.phase === 'Succeeded';
    for (const { volumeId } of copiesBeside(volumes)) {
      const newer = counted.get(volumeId) ?? 0;
      if (isGood(backup)) counted.set(volumeId, newer + 1);
      const isOutdated = protectedVolumes.has(volumeId) || isStale(backup, now);
      const goes = succeeded ? backup.slot !== undefined && newer >= keep : isOutdated;
      if (goes && !backup.legalHold) released.push({ operationId: backup.operationId, volumeId });
    }
    if (!isGood(backup)) continue;
    for (const { volumeId, phase } of volumes) if (phase === 'Done') protectedVolumes.add(volumeId);
  }
  return released;
}

/** When a failed backup's own copies go, if its schedule has no success before. */
export function staleAt({ finishedAt, spec }: Pick<HeldCopies['backup'], 'finishedAt' | 'spec'>): Date {
  return new Date(Date.parse(finishedAt ?? '') + secondsOf(spec.localCopies.failedFor) * 1000);
}

function isStale(backup: HeldCopies['backup'], now: Date): boolean {
  return staleAt(backup) <= now;
}
