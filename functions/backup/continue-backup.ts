import { type Continues, continueStep } from '../operations/continue-execution.ts';
import type { Step } from '../platform/step.ts';

export function continueBackup(services: Continues): Step {
  return continueStep('backup', 'ContinueBackup', services);
}
