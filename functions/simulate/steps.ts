import { dispatch } from '../platform/dispatch.ts';
import type { Services } from '../platform/services.ts';
import { cleanUp } from './clean-up.ts';
import { finishSimulation } from './finish-simulation.ts';
import { planSimulation } from './plan-simulation.ts';
import { simulateBackup } from './simulate-backup.ts';
import { simulateRestore } from './simulate-restore.ts';

/** One deployed function runs the whole machine: it is short, and only reads. */
export function simulationSteps(services: Services) {
  return {
    simulate: dispatch(services, { planSimulation, simulateBackup, simulateRestore, cleanUp, finishSimulation }),
  };
}
