import type { Operation } from '../domain/operation/operation.ts';
import type { Services } from '../platform/services.ts';

/**
 * Takes an operation off the open ones once nothing keeps it there: what follows its end is done, everybody is told,
 * nothing of it is left on its cluster, and neither its local copies nor another try of it wait for their turn. Its cluster and its locations are
 * free of it then: uses that only grow could in the end not be read within a request to remove one of them.
 * @param operation as it stands; one that was read earlier is closed later at worst
 */
export async function closeIfComplete(
  { catalog, ledger }: Pick<Services, 'catalog' | 'ledger'>,
  operation: Operation | undefined,
): Promise<void> {
  if (!operation?.settledAt || !operation.notifiedAt) return;
  if (operation.residuals.length > 0 || operation.copiesUntil || operation.nextTryAt) return;
  const { operationId, kind, refs, deletion } = operation;
  const user = { kind, name: operationId };
  await catalog.removeUse({ kind: 'cluster', name: refs.cluster.name }, user);
  for (const { name } of refs.locations) await catalog.removeUse({ kind: 'location', name }, user);
  await ledger.closeOperation(operationId, deletion?.doneAt);
}
