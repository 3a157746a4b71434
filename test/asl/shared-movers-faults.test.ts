import { SHARED_BACKUP } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { BACKUP_OUTCOMES } from './harness/outcomes.ts';

testStates(SHARED_BACKUP, BACKUP_OUTCOMES, ['LaunchOffloads', 'CheckOffloads']);
