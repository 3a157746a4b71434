import { TERMINAL_PHASES } from '../domain/operation.ts';
import type { Services } from '../runtime/services.ts';
import type { ExecutionStatus } from '../services/executions/executions.ts';
import { takeOver } from './take-over.ts';

/** `Step Functions Execution Status Change`, as far as it is read. Delivered at best once, at times twice: the sweep is the truth. */
export interface StatusChange {
  detail: { executionArn: string; status: ExecutionStatus; input?: string | null };
}

/** Takes an operation over as soon as its execution is lost. An execution that is not the current one changes nothing. */
export function reconcile(services: Pick<Services, 'clock' | 'executions' | 'ledger' | 'log'>) {
  return async ({ detail }: StatusChange): Promise<void> => {
    const operationId = operationIdIn(detail.input);
    const operation = operationId ? await services.ledger.readOperation(operationId) : undefined;
    if (!operation || TERMINAL_PHASES.has(operation.phase)) return;
    if (operation.executionArn !== detail.executionArn) return;
    await takeOver(services, operation, detail.status);
  };
}

function operationIdIn(input: string | null | undefined): string | undefined {
  try {
    const { operationId } = JSON.parse(input ?? '{}') as { operationId?: unknown };
    return typeof operationId === 'string' ? operationId : undefined;
  } catch {
    // not an input of ours: there is nothing to take over
    return undefined;
  }
}
