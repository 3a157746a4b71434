import { done } from '../domain/step-result.ts';
import type { UndoSpec } from '../domain/undo-spec.ts';
import type { Services } from '../runtime/services.ts';
import { failureOfMachine, type Step, step } from '../runtime/step.ts';
import { isoNow } from '../services/clock/clock.ts';

/** An undo makes nothing that would have to be removed: on every path, the error that only the machine saw is recorded. */
export function cleanUp(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { clock, ledger } = services;
  return step<UndoSpec>(
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
