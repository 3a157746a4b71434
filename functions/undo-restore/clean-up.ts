import { done } from '../domain/step-result.ts';
import type { UndoSpec } from '../domain/undo-spec.ts';
import type { Services } from '../runtime/services.ts';
import { failureOfMachine, type Step, step } from '../runtime/step.ts';
import { isoNow } from '../services/clock/clock.ts';

/** An undo makes nothing that would have to be removed: on every path, what came of it goes onto the restore's own record. */
export function cleanUp(services: Pick<Services, 'clock' | 'ledger' | 'log'>): Step {
  const { clock, ledger } = services;
  return step<UndoSpec>(
    'CleanUp',
    services,
    async ({ operation, run, payload }) => {
      const { operationId, checkedAt, createdBy: by, createdAt, plannedAt: at = createdAt, warnings } = operation;
      const caught = payload.state?.failure;
      if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
      if (checkedAt) {
        const undo = { operationId, at, by, doneAt: checkedAt, left: warnings };
        await ledger.updateEnded(operation.spec.restore, { undo });
      }
      await ledger.updateOperation(run, { cleanedAt: isoNow(clock) });
      return done({ left: warnings.length });
    },
    { always: true },
  );
}
