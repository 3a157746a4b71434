import { toFault } from '../domain/errors.ts';
import type { Operation } from '../domain/operation.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { Services } from './services.ts';

/**
 * Writes the row, then starts its execution. From the row on the operation exists: should the start fail, the sweep
 * starts what is Pending for a minute.
 * @returns what stands under its id, and whether this call made it
 */
export async function beginOperation(
  { clock, executions, ledger, log }: Pick<Services, 'clock' | 'executions' | 'ledger' | 'log'>,
  drafted: Operation,
): Promise<{ created: boolean; operation: Operation }> {
  const { created, operation } = await ledger.createOperation(drafted);
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
