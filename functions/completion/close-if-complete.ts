import type { Operation } from '../domain/operation/operation.ts';
import type { Uses } from '../platform/services.ts';

/**
 * Takes an operation off the open ones once nothing keeps it there: what follows its end is done, everybody is told,
 * nothing of it is left on its cluster, and neither its local copies nor another try of it wait for their turn. Its cluster and its locations are
 * free of it then: uses that only grow could in the end not be read within a request to remove one of them.
 * @param operation as it stands; one that was read earlier is closed later at worst
 */
export async function closeIfComplete({ catalog, ledger }: Uses<'catalog' | 'ledger'>, operation?: Operation) {
  if (!operation?.settledAt || !operation.notifiedAt) return;
  if (operation.residuals.length > 0 || operation.copiesUntil || operation.nextTryAt) return;
  const { operationId, kind, refs, deletion, finishedAt } = operation;
  const user = { kind, name: operationId };
  await catalog.removeUse({ kind: 'cluster', name: refs.cluster.name }, user);
  for (const { name } of refs.locations) await catalog.removeUse({ kind: 'location', name }, user);
  // A simulation has left nothing that anybody could delete: its records go when those of a deleted backup would.
  await ledger.closeOperation(operationId, kind === 'simulation' ? finishedAt : deletion?.doneAt);
}

/**
 * For the first minute an end is theirs who wrote it, or heard of it by its event; from then on it is the sweep's. They
 * begin in its first half only, so that two never tell of one end: whatever tells is given up after ten seconds.
 */
const WRITERS_MS = 60_000;

type Ended = Pick<Operation, 'finishedAt'>;

/** @param now when it was read */
export function isWriters({ finishedAt }: Ended, now: Date): boolean {
  return ageOf(finishedAt, now) < WRITERS_MS;
}

export function mayBegin({ finishedAt }: Ended, now: Date): boolean {
  return ageOf(finishedAt, now) < WRITERS_MS / 2;
}

function ageOf(finishedAt: string | undefined, now: Date): number {
  return now.getTime() - Date.parse(finishedAt ?? '1970-01-01');
}
