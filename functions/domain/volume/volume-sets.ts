import { OUT_OF_SCOPE, type Volume, type VolumePhase } from './volume.ts';

/** The volumes that have data to protect. */
export function inScope<Row extends Pick<Volume, 'phase'>>(volumes: readonly Row[]): Row[] {
  return volumes.filter(({ phase }) => !OUT_OF_SCOPE.has(phase));
}

export function inPhase<Row extends Pick<Volume, 'phase'>>(volumes: readonly Row[], ...phases: readonly VolumePhase[]) {
  return volumes.filter(({ phase }) => phases.includes(phase));
}

/** The freeze group that is being cut: the lowest with a volume that has no cut yet. */
export function currentGroup<Row extends Pick<Volume, 'phase' | 'group'>>(volumes: readonly Row[]): Row[] {
  const uncut = inPhase(volumes, 'Pending', 'SnapshotPending');
  const group = Math.min(...uncut.map((volume) => volume.group));
  return uncut.filter((volume) => volume.group === group);
}

export function namespacesOf(volumes: readonly Pick<Volume, 'namespace'>[]): string[] {
  return [...new Set(volumes.map(({ namespace }) => namespace))];
}

export function sumBytes(volumes: readonly Pick<Volume, 'progress' | 'result'>[]): number {
  return volumes.reduce((sum, { result, progress }) => sum + (result?.bytes ?? progress?.bytes ?? 0), 0);
}
