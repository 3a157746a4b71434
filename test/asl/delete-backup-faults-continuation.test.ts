import { LONG_DELETION } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { DELETION_OUTCOMES } from './harness/outcomes.ts';

testStates(LONG_DELETION, DELETION_OUTCOMES, ['ContinueDeletion']);
