import { SIMULATION } from './harness/benches.ts';
import { testStates } from './harness/matrix.ts';
import { SIMULATION_OUTCOMES } from './harness/outcomes.ts';

testStates(SIMULATION, SIMULATION_OUTCOMES, ['PlanSimulation', 'SimulateBackup', 'CleanUp', 'FinishSimulation']);
