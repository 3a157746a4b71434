import { OUT_OF_SCOPE, type Volume, type VolumePhase } from './volume.ts';

/** The volumes that have data to protect. */
export function inScope(volumes: readonly Volume[]): Volume[] {
  return volumes.filter(({ phase }) => !OUT_OF_SCOPE.has(phase));
}

export function inPhase(volumes: readonly Volume[], ...phases: readonly VolumePhase[]): Volume[] {
  return volumes.filter(({ phase }) => phases.includes(phase));
}

export function isOffloaded(volume: Volume): boolean {
  return volume.method === 'csi+offload';
}

/** The freeze group that is being cut: the lowest with a volume that has no cut yet. */
export function currentGroup(volumes: readonly Volume[]): Volume[] {
  const uncut = inPhase(volumes, 'Pending', 'Cutting');
  const group = Math.min(...uncut.map((volume) => volume.group));
  return uncut.filter((volume) => volume.group === group);
}

export function namespacesOf(volumes: readonly Volume[]): string[] {
  return [...new Set(volumes.map(({ namespace }) => namespace))];
}

export function sumBytes(volumes: readonly Pick<Volume, 'progress' | 'result'>[]): number {
  return volumes.reduce((sum, { result, progress }) => sum + (result?.bytes ?? progress?.bytes ?? 0), 0);
}
