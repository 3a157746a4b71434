import { waitForRemoval } from '../cluster-objects/cleanup/wait-for-removal.ts';
import { done } from '../domain/operation/step-result.ts';
import { removeJobs } from '../operations/deletion/remove-jobs.ts';
import type { Services } from '../platform/services.ts';
import { failureOfMachine, type Step, step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';

type Used = Pick<Services, 'clock' | 'clusters' | 'config' | 'ledger' | 'log'>;

/** Removes the deletion's own Jobs and Secrets, on every path, wherever they ran. */
export function cleanUp(services: Used): Step {
  const { clock, config, ledger } = services;
  return step(
    'delete',
    'CleanUp',
    services,
    async (call) => {
      const { operation, run, payload } = call;
      const caught = payload.state?.failure;
      if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
      const left = await removeJobs(services, operation);
      const comesBack = waitForRemoval(config, call, left);
      if (comesBack) return comesBack;
      await ledger.updateOperation(run, { cleanedAt: isoNow(clock), residuals: left.slice(0, 100) });
      return done({ left: left.length });
    },
    { always: true, soon: true },
  );
}
