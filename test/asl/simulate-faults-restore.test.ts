import { RESTORE_SIMULATION } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { SIMULATION_OUTCOMES } from './harness/outcomes.ts';

testStates(RESTORE_SIMULATION, SIMULATION_OUTCOMES, ['SimulateRestore']);
