import { testBackupStates } from './harness/backup-matrix.ts';

testBackupStates([
  'PlanBackup',
  'EnsureRepositories',
  'CheckSnapshotSupport',
  'CreateSnapshots',
  'CheckSnapshotsCut',
  'CollectResources',
  'CheckSnapshotsReady',
]);
