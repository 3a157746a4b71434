import { SHARED_BACKUP } from './harness/benches.ts';
import { testDeaths } from './harness/matrix.ts';

testDeaths(SHARED_BACKUP, 'Succeeded, kept', ['LaunchOffloads', 'CheckOffloads']);
