import type { Operation, OperationChanges } from '../domain/operation/operation.ts';
import { leaveStage } from '../domain/operation/stages.ts';
import { done } from '../domain/operation/step-result.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';

/** Hands over to the next epoch before this execution's history is full; no loss, only a fresh history. */
export function continueStep(kind: Operation['kind'], stage: string) {
  return (services: Uses<'clock' | 'executions' | 'ledger' | 'log'>): Step =>
    step(kind, stage, services, async ({ operation }) => {
      await startNextEpoch(services, operation, { stages: leaveStage(operation, isoNow(services.clock)) });
      return done();
    });
}

/**
 * Raises the epoch, which makes every older execution mute, and starts the machine anew under it. Dying between the two
 * is mended by the sweep: an open operation whose epoch has no execution is started.
 * @returns false when somebody else raised it first, or it has ended
 */
export async function startNextEpoch(
  { executions, ledger }: Uses<'executions' | 'ledger'>,
  operation: Operation,
  changes: OperationChanges,
): Promise<boolean> {
  const raised = await ledger.raiseEpoch(operation, changes);
  if (!raised) return false;
  await executions.start(raised.kind, { operationId: raised.operationId, epoch: raised.epoch });
  return true;
}
