import type { DeletionSpec } from '../domain/deletion-spec.ts';
import { done, waiting } from '../domain/step-result.ts';
import { removeJobs } from '../runtime/deletion/remove-jobs.ts';
import type { Services } from '../runtime/services.ts';
import { failureOfMachine, type Step, step } from '../runtime/step.ts';
import { isoNow } from '../services/clock/clock.ts';

const RESIDUAL_AFTER_SECONDS = 600;

type Used = Pick<Services, 'clock' | 'clusters' | 'config' | 'ledger' | 'log'>;

/** Removes the deletion's own Jobs and Secrets, on every path, wherever they ran. */
export function cleanUp(services: Used): Step {
  const { clock, config, ledger } = services;
  return step<DeletionSpec>(
    'CleanUp',
    services,
    async ({ operation, run, payload, secondsInStage, wait }) => {
      const caught = payload.state?.failure;
      if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
      const left = await removeJobs(services, operation);
      const doubt = run.epoch > 1 ? config.takeoverGraceSeconds - secondsInStage : 0;
      if (left.length === 0 && doubt > 0) return waiting(Math.ceil(Math.min(doubt, 60)), { left: 0 });
      if (left.length > 0 && secondsInStage < RESIDUAL_AFTER_SECONDS) return wait({ left: left.length });
      await ledger.updateOperation(run, { cleanedAt: isoNow(clock), residuals: left.slice(0, 100) });
      return done({ left: left.length });
    },
    { always: true, soon: true },
  );
}
