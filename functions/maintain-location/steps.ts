import { continueStep } from '../operations/continue-execution.ts';
import { dispatch } from '../platform/dispatch.ts';
import type { Services } from '../platform/services.ts';
import { checkMaintenance } from './check-maintenance.ts';
import { cleanUp } from './clean-up.ts';
import { finishMaintenance } from './finish-maintenance.ts';
import { launchMaintenance } from './launch-maintenance.ts';
import { planMaintenance } from './plan-maintenance.ts';
import { readSeals } from './read-seals.ts';
import { removeOrphans } from './remove-orphans.ts';

/** One deployed function runs the whole machine, which nobody waits for. */
export function maintenanceSteps(services: Omit<Services, 'secrets'>) {
  return {
    maintainLocation: dispatch(services, {
      planMaintenance,
      readSeals,
      removeOrphans,
      launchMaintenance,
      checkMaintenance,
      cleanUp,
      finishMaintenance,
      continueMaintenance: continueStep('maintenance', 'ContinueMaintenance'),
    }),
  };
}
