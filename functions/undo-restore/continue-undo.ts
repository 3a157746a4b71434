import { type Continues, continueStep } from '../operations/continue-execution.ts';
import type { Step } from '../platform/step.ts';

export function continueUndo(services: Continues): Step {
  return continueStep('undo', 'ContinueUndo', services);
}
