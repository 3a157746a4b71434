import type { ExecutionStatus } from '../domain/operation/execution-history.ts';
import { runOfInput } from '../domain/operation/machine-input.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import type { Uses } from '../platform/services.ts';
import { takeOver } from './take-over.ts';

/** `Step Functions Execution Status Change`, as far as it is read. Delivered at best once, at times twice: the sweep is the truth. */
export interface StatusChange {
  detail: { executionArn: string; status: ExecutionStatus; input?: string | null };
}

/** Takes an operation over as soon as its execution is lost. An execution that is not the current one changes nothing. */
export function reconcile(services: Uses<'clock' | 'executions' | 'ledger' | 'log'>) {
  return async ({ detail }: StatusChange): Promise<void> => {
    const run = runOfInput(detail.input);
    const operation = run ? await services.ledger.readOperation(run.operationId) : undefined;
    if (!operation || TERMINAL_PHASES.has(operation.phase)) return;
    // By its epoch: an execution may be lost before it has claimed the operation.
    if (operation.epoch !== run?.epoch) return;
    // A slot that was delivered twice has two executions of one epoch; the row names the one that has it.
    if (operation.slot && operation.executionArn !== detail.executionArn) return;
    await takeOver(services, operation, detail.status);
  };
}
