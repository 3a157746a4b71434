import { coverageOf } from '../domain/backup/unprotected.ts';
import { countLoss, MAX_LOSSES } from '../domain/operation/advance.ts';
import type { NewEvent } from '../domain/operation/event-types.ts';
import type { ExecutionStatus } from '../domain/operation/execution-history.ts';
import type { Operation, OperationChanges } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import { startNextEpoch } from '../operations/continue-execution.ts';
import type { Uses } from '../platform/services.ts';

type Dependencies = Uses<'clock' | 'executions' | 'ledger' | 'log'>;

/**
 * What follows when the execution of an open operation ended without ending the operation.
 *
 * Somebody who stops an execution means to cancel. Any other loss (crash, timeout, a restart of the stack) is taken over
 * by the next epoch, which goes on from the ledger; after three losses without an advance one last epoch only cleans up and
 * ends, and if that is lost too the operation is Failed here, and the sweep cleans up after it.
 */
export async function takeOver(services: Dependencies, operation: Operation, status: ExecutionStatus): Promise<void> {
  const { ledger, log } = services;
  if (TERMINAL_PHASES.has(operation.phase) || operation.finishedAt) return;
  if (operation.abort && operation.losses > MAX_LOSSES) {
    await giveUp(services, operation);
    return;
  }
  const changes = await changesAfter(services, operation, status);
  const taken = await startNextEpoch(services, operation, changes);
  if (!taken) return;
  log.warn('execution lost', { operationId: operation.operationId, epoch: operation.epoch, status });
  const event: NewEvent = {
    type: 'ExecutionLost',
    message: `execution of epoch ${operation.epoch} ended as ${status}; epoch ${operation.epoch + 1} goes on`,
  };
  await ledger.appendEvent(operation.operationId, event);
}

async function changesAfter(
  { clock, ledger }: Dependencies,
  operation: Operation,
  status: ExecutionStatus,
): Promise<OperationChanges> {
  const stopped = status === 'ABORTED' && !operation.sealingAt && !operation.cancelRequestedAt;
  if (stopped) return { cancelRequestedAt: clock.now().toISOString(), cancelRequestedBy: 'who stopped the execution' };
  const { operationId, stage = 'no state' } = operation;
  const [moving, parts] = await Promise.all([ledger.readTransfers(operation), ledger.readParts(operationId)]);
  const { volumes, transfers } = moving;
  const others = transfers.filter(({ volumeId }) => volumeId === undefined).map(({ phase }) => ({ phase }));
  const steps = [...volumes, ...others];
  const { losses, reached } = countLoss(operation, steps, parts.length);
  if (losses <= MAX_LOSSES) return { losses, reached };
  const message = `executions were lost ${losses} times without any advance, the last one as ${status} in ${stage}`;
  return { losses, reached, abort: { code: 'execution.lost', message } };
}

/** What is sealed, or was checked, has succeeded, however its executions ended. */
async function giveUp({ ledger }: Dependencies, operation: Operation): Promise<void> {
  const sealed = (await ledger.readCopies(operation.operationId)).some(({ sealedAt }) => sealedAt);
  // A validation's finding still has to reach its location.
  const succeeded = sealed || (operation.kind !== 'validation' && operation.checkedAt !== undefined);
  const error = operation.error ??
    operation.abort ?? {
      code: 'execution.lost' as const,
      message: `executions of ${operation.operationId} were lost too often`,
    };
  const reason = 'the last execution was lost before clean-up';
  const residuals = [{ kind: 'Operation', name: operation.operationId, reason }];
  const volumes = operation.kind === 'backup' ? await ledger.readVolumes(operation.operationId) : undefined;
  const coverage = volumes ? coverageOf(operation, volumes, succeeded) : {};
  const changes = { error: succeeded ? undefined : error, residuals, ...coverage };
  await ledger.finishOperation(operation, succeeded ? 'Succeeded' : 'Failed', changes, reason);
}
