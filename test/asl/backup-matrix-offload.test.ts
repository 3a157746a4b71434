import { testBackupStates } from './harness/backup-matrix.ts';

testBackupStates(['AdoptSnapshots', 'LaunchOffloads', 'CheckOffloads', 'SealBackup', 'CleanUp', 'FinishBackup']);
