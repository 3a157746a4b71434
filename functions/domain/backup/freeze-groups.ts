import type { VolumePlan } from '../volume/volume.ts';
import type { BackupSpec } from './backup-spec.ts';

/**
 * What is frozen, cut and thawed together: each namespace by itself, so that nobody stands still for somebody else, or all at
 * once. Without rules all are cut together.
 */
export function inGroups(volumes: readonly VolumePlan[], { rules }: Pick<BackupSpec, 'rules'>): VolumePlan[] {
  if (rules?.quiesceGroup !== 'namespace') return [...volumes];
  const namespaces = [...new Set(volumes.map(({ namespace }) => namespace))].toSorted();
  return volumes.map((volume) => ({ ...volume, group: namespaces.indexOf(volume.namespace) }));
}
