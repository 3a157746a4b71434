import { BACKUP } from './harness/benches.ts';
import { testDeaths } from './harness/matrix.ts';

testDeaths(BACKUP, 'Succeeded, kept', [
  'AdoptSnapshots',
  'LaunchOffloads',
  'CheckOffloads',
  'SealBackup',
  'CleanUp',
  'FinishBackup',
]);
