import type { Operation, OperationChanges } from '../domain/operation/operation.ts';
import type { Services } from '../platform/services.ts';

/**
 * Raises the epoch, which makes every older execution mute, and starts the machine anew under it. Dying between the two
 * is mended by the sweep: an open operation whose epoch has no execution is started.
 * @returns false when somebody else raised it first, or it has ended
 */
export async function startNextEpoch(
  { executions, ledger }: Pick<Services, 'executions' | 'ledger'>,
  operation: Operation,
  changes: OperationChanges,
): Promise<boolean> {
  const raised = await ledger.raiseEpoch(operation, changes);
  if (!raised) return false;
  await executions.start(raised.kind, { operationId: raised.operationId, epoch: raised.epoch });
  return true;
}
