import { LONG_RESTORE } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { RESTORE_OUTCOMES } from './harness/outcomes.ts';

testStates(LONG_RESTORE, RESTORE_OUTCOMES, ['ContinueRestore']);
