import { MAINTENANCE } from './harness/benches.ts';
import { testDeletions } from './harness/matrix.ts';

const clean = 'Succeeded, nothing left';

testDeletions(MAINTENANCE, {
  CheckMaintenance: { Job: clean, Pod: clean, Secret: clean },
  CleanUp: { Job: clean },
});
