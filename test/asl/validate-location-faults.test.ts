import { VALIDATION } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { VALIDATION_OUTCOMES } from './harness/outcomes.ts';

testStates(VALIDATION, VALIDATION_OUTCOMES, [
  'PlanValidation',
  'CheckControlPlaneAccess',
  'LaunchValidation',
  'CheckValidation',
  'CleanUp',
  'FinishValidation',
]);
