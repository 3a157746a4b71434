import { BACKUP } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { BACKUP_OUTCOMES } from './harness/outcomes.ts';

testStates(BACKUP, BACKUP_OUTCOMES, [
  'PlanBackup',
  'BeginRepositories',
  'CheckPrerequisites',
  'CreateSnapshots',
  'RetainSnapshots',
  'CollectResources',
  'CheckSnapshotsReady',
]);
