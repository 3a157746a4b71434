import { cleanUpStep } from '../cluster-objects/cleanup/clean-up-step.ts';
import { removeJobs } from '../operations/deletion/remove-jobs.ts';
import type { Uses } from '../platform/services.ts';
import type { Step } from '../platform/step.ts';

/** Removes the deletion's own Jobs and Secrets, on every path, wherever they ran. */
export function cleanUp(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  return cleanUpStep('delete', services, async ({ operation }) => ({ left: await removeJobs(services, operation) }));
}
