import type { VolumeRow } from '../../functions/domain/volume/volume.ts';

/** The row of a volume that was backed up, as it is or with these changes. */
export function volumeRow(changes: Partial<VolumeRow> = {}): VolumeRow {
  return {
    volumeId: 'v1',
    epoch: 1,
    group: 0,
    namespace: 'shop',
    pvc: 'data',
    pvcUid: 'uid-of-data',
    volumeMode: 'Filesystem',
    accessModes: ['ReadWriteOnce'],
    requestBytes: 1024,
    capacityBytes: 1024,
    why: 'a test',
    phase: 'Done',
    timings: {},
    ...changes,
  };
}
