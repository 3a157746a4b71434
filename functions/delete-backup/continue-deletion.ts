import { type Continues, continueStep } from '../operations/continue-execution.ts';
import type { Step } from '../platform/step.ts';

export function continueDeletion(services: Continues): Step {
  return continueStep('delete', 'ContinueDeletion', services);
}
