import { done } from '../domain/operation/step-result.ts';
import type { Services } from '../platform/services.ts';
import { failureOfMachine, type Step, step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';

/** An undo makes nothing that would have to be removed: on every path, the error that only the machine saw is recorded. */
export function cleanUp(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { clock, ledger } = services;
  return step(
    'undo',
    'CleanUp',
    services,
    async ({ operation, run, payload }) => {
      const caught = payload.state?.failure;
      if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
      await ledger.updateOperation(run, { cleanedAt: isoNow(clock) });
      return done({ left: operation.warnings.length });
    },
    { always: true },
  );
}
