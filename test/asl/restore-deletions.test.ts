import { RESTORE } from './harness/benches.ts';
import { testDeletions } from './harness/matrix.ts';

const clean = 'Succeeded, nothing left';

testDeletions(RESTORE, {
  // A claim goes once its mover has ended well: the volume with all that was brought back is lost, and that is said.
  CheckRestores: { PersistentVolumeClaim: 'Failed, nothing left', Job: clean, Pod: clean, Secret: clean },
});
