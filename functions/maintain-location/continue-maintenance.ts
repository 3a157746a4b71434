import { type Continues, continueStep } from '../operations/continue-execution.ts';
import type { Step } from '../platform/step.ts';

export function continueMaintenance(services: Continues): Step {
  return continueStep('maintenance', 'ContinueMaintenance', services);
}
