import { RULED_BACKUP } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { FROZEN_OUTCOMES } from './harness/outcomes.ts';

testStates(RULED_BACKUP, FROZEN_OUTCOMES, ['CreateSnapshots', 'RetainSnapshots']);
