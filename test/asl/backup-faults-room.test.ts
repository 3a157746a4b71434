import { FULL_BACKUP } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { BACKUP_OUTCOMES } from './harness/outcomes.ts';

testStates(FULL_BACKUP, BACKUP_OUTCOMES, ['MakeRoom']);
