import { BACKUP } from './harness/benches.ts';
import { testLostHalves } from './harness/matrix.ts';

testLostHalves(BACKUP, {
  VolumeSnapshot: 'Succeeded, kept',
  // What is left of the pair is no local copy; the one at the location is complete.
  VolumeSnapshotContent: 'Succeeded, nothing left',
});
