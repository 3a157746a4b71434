import { BACKUP } from './harness/benches.ts';
import { testDeaths } from './harness/matrix.ts';

testDeaths(BACKUP, 'Succeeded, kept', [
  'PlanBackup',
  'BeginRepositories',
  'CheckPrerequisites',
  'CreateSnapshots',
  'RetainSnapshots',
  'CollectResources',
  'CheckSnapshotsReady',
]);
