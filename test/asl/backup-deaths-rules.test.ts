import { RULED_BACKUP } from './harness/benches.ts';
import { testDeaths } from './harness/matrix.ts';

testDeaths(RULED_BACKUP, 'Succeeded, kept', ['RunPostExecRules']);
