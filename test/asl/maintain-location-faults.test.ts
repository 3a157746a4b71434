import { MAINTENANCE } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { MAINTENANCE_OUTCOMES } from './harness/outcomes.ts';

testStates(MAINTENANCE, MAINTENANCE_OUTCOMES, [
  'PlanMaintenance',
  'ReadSeals',
  'RemoveOrphans',
  'LaunchMaintenance',
  'CheckMaintenance',
  'CleanUp',
  'FinishMaintenance',
]);
