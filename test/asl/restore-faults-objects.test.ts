import { RESTORE } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { RESTORE_OUTCOMES } from './harness/outcomes.ts';

testStates(RESTORE, RESTORE_OUTCOMES, [
  'CreateTargetNamespaces',
  'HandOverVolumes',
  'RestoreResources',
  'CheckRestored',
  'CleanUp',
  'FinishRestore',
]);
