import { DELETION } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { DELETION_OUTCOMES } from './harness/outcomes.ts';

testStates(DELETION, DELETION_OUTCOMES, ['RemoveParts', 'ReleaseLocalCopies', 'CleanUp', 'FinishDeletion']);
