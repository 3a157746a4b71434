import { BACKUP } from './harness/benches.ts';
import { testDeletions } from './harness/matrix.ts';

const good = 'Succeeded, kept';
/** The backup is at the location; a local copy of which somebody deleted a half is none, and goes. */
const uploaded = 'Succeeded, nothing left';

testDeletions(BACKUP, {
  // Only before a content is Retain, which is at its cut, does the snapshot go with its VolumeSnapshot.
  RetainSnapshots: { VolumeSnapshot: 'Failed, nothing left' },
  CollectResources: { VolumeSnapshot: good, VolumeSnapshotContent: good, Namespace: good },
  CheckSnapshotsReady: { VolumeSnapshot: good, VolumeSnapshotContent: good, Namespace: good },
  AdoptSnapshots: { VolumeSnapshot: good, VolumeSnapshotContent: good, Namespace: good },
  LaunchOffloads: { VolumeSnapshot: 'Failed, nothing left', VolumeSnapshotContent: uploaded, Namespace: good },
  CheckOffloads: {
    VolumeSnapshot: uploaded,
    VolumeSnapshotContent: uploaded,
    PersistentVolumeClaim: good,
    Job: good,
    Pod: good,
    Secret: good,
    Namespace: good,
  },
  SealBackup: { VolumeSnapshot: uploaded, VolumeSnapshotContent: uploaded, Namespace: good },
  CleanUp: { VolumeSnapshot: uploaded, VolumeSnapshotContent: uploaded, Namespace: good },
});
