import type { Operation } from '../../domain/operation.ts';
import type { Services } from '../services.ts';

/**
 * Takes an operation off the open ones once nothing keeps it there: what follows its end is done, everybody is told,
 * nothing of it is left on its cluster, and neither its local copies nor another try of it wait for their turn.
 * @param operation as it stands; one that was read earlier is closed later at worst
 */
export async function closeDone(
  { ledger }: Pick<Services, 'ledger'>,
  operation:
    | Pick<
        Operation,
        'operationId' | 'settledAt' | 'notifiedAt' | 'residuals' | 'copiesUntil' | 'nextTryAt' | 'deletion'
      >
    | undefined,
): Promise<void> {
  if (!operation?.settledAt || !operation.notifiedAt) return;
  if (operation.residuals.length > 0 || operation.copiesUntil || operation.nextTryAt) return;
  await ledger.closeOperation(operation.operationId, operation.deletion?.doneAt);
}
