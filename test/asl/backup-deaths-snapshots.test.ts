import { BACKUP } from './harness/benches.ts';
import { testDeaths } from './harness/matrix.ts';

testDeaths(BACKUP, 'Succeeded, kept', [
  'PlanBackup',
  'EnsureRepositories',
  'CheckSnapshotSupport',
  'CreateSnapshots',
  'CheckSnapshotsCut',
  'CollectResources',
  'CheckSnapshotsReady',
]);
