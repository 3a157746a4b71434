import { toFault } from '../domain/errors.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { Services } from '../platform/services.ts';
import { isoNow } from '../services/clock/clock.ts';
import { type CreatedOperation, createOperation } from './create-operation.ts';

type Dependencies = Pick<Services, 'catalog' | 'clock' | 'executions' | 'ledger' | 'log'>;

/**
 * Creates an operation, then starts its execution. From the row on the operation exists: should the start fail, the sweep
 * starts what is Pending for a minute.
 * @throws Fault those of createOperation
 */
export async function beginOperation(
  services: Dependencies,
  drafted: Operation,
  options: { mayBeGone?: boolean } = {},
): Promise<CreatedOperation> {
  const { clock, executions, ledger, log } = services;
  const { created, operation } = await createOperation(services, drafted, options);
  if (!created) return { created, operation };
  const run = { operationId: drafted.operationId, epoch: 1 };
  try {
    const arn = await executions.start(drafted.kind, run);
    const started = { executionArn: arn, executions: [{ arn, epoch: 1, startedAt: isoNow(clock) }] };
    return { created, operation: await ledger.updateOperation(run, started) };
  } catch (thrown) {
    const { code, message } = toFault(thrown);
    log.warn('execution not started yet', { ...run, code, reason: message });
    return { created, operation };
  }
}
