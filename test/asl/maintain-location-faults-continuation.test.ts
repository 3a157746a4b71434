import { LONG_MAINTENANCE } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { MAINTENANCE_OUTCOMES } from './harness/outcomes.ts';

testStates(LONG_MAINTENANCE, MAINTENANCE_OUTCOMES, ['ContinueMaintenance']);
