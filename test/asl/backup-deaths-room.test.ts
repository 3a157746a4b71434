import { FULL_BACKUP } from './harness/benches.ts';
import { testDeaths } from './harness/matrix.ts';

testDeaths(FULL_BACKUP, 'Succeeded, kept', ['MakeRoom']);
