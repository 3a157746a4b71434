import { RULED_BACKUP } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { BACKUP_OUTCOMES } from './harness/outcomes.ts';

testStates(RULED_BACKUP, BACKUP_OUTCOMES, ['RunPreExecRules', 'RunPostExecRules']);
