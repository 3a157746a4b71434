import { cleanUpStep } from '../cluster-objects/cleanup/clean-up-step.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';

/** A simulation makes nothing that would have to be removed: on every path, the error that only the machine saw is recorded. */
export function cleanUp(services: Uses<'clock' | 'config' | 'ledger' | 'log'>): Step {
  return cleanUpStep('simulation', services, async () => ({ left: [], comesBack: false }));
}
