import { runOfInput } from '../domain/machine-input.ts';
import type { StatusChange } from './reconcile.ts';
import { type SettleServices, settleOperation } from './settle-operation.ts';

/** Does at once what follows the end of an operation; where the event is lost, the sweep does it. */
export function settle(services: SettleServices) {
  return async ({ detail }: StatusChange): Promise<void> => {
    const run = runOfInput(detail.input);
    const operation = run ? await services.ledger.readOperation(run.operationId) : undefined;
    if (operation) await settleOperation(services, operation);
  };
}
