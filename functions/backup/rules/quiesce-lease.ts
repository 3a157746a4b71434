import type { BackupOperation, Run } from '../../domain/operation/operation.ts';
import type { Uses } from '../../platform/services.ts';

/** How long after the deadline of a freeze its application is certainly thawed, and everybody knows. */
const AFTER_SECONDS = 900;

/**
 * Two operations never freeze one namespace together: the second would be thawed by the first one's post-exec, before its cut.
 * All of them are taken in one order, and given back where one is somebody else's; who waits has not started its clocks. The end
 * of the operation gives them back on every path: hence they are on the row first.
 * @returns the namespace that another operation quiesces; undefined when all are ours
 */
export async function takeNamespaces(
  { leases, ledger }: Uses<'leases' | 'ledger'>,
  { operation, run }: { operation: BackupOperation; run: Run },
  namespaces: readonly string[],
  maxFreezeSeconds: number,
): Promise<string | undefined> {
  const wanted = namespaces.toSorted().map((namespace) => ({ namespace, lease: leaseOf(operation, namespace) }));
  const held = operation.heldLeases ?? [];
  const missing = wanted.map(({ lease }) => lease).filter((lease) => !held.includes(lease));
  if (missing.length > 0) await ledger.updateOperation(run, { heldLeases: [...held, ...missing] });
  for (const { namespace, lease } of wanted) {
    const token = await leases.acquire(lease, run.operationId, maxFreezeSeconds + AFTER_SECONDS);
    if (token !== undefined) continue;
    for (const one of wanted) await leases.release(one.lease, run.operationId);
    return namespace;
  }
  return undefined;
}

export async function releaseNamespaces(
  { leases, ledger }: Uses<'leases' | 'ledger'>,
  { operation, run }: { operation: BackupOperation; run: Run },
): Promise<void> {
  const [ours, others] = [true, false].map((is) =>
    (operation.heldLeases ?? []).filter((one) => one.startsWith('quiesce#') === is),
  );
  for (const lease of ours ?? []) await leases.release(lease, run.operationId);
  if (ours?.length) await ledger.updateOperation(run, { heldLeases: others });
}

function leaseOf({ refs }: BackupOperation, namespace: string): string {
  return `quiesce#${refs.cluster.clusterId}#${namespace}`;
}
