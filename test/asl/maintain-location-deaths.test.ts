import { MAINTENANCE } from './harness/benches.ts';
import { testDeaths } from './harness/matrix.ts';

testDeaths(MAINTENANCE, 'Succeeded, nothing left', [
  'PlanMaintenance',
  'ReadSeals',
  'RemoveOrphans',
  'LaunchMaintenance',
  'CheckMaintenance',
  'CleanUp',
  'FinishMaintenance',
]);
