import { type Continues, continueStep } from '../operations/continue-execution.ts';
import type { Step } from '../platform/step.ts';

export function continueRestore(services: Continues): Step {
  return continueStep('restore', 'ContinueRestore', services);
}
