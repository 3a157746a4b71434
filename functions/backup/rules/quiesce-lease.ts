import type { BackupOperation, Run } from '../../domain/operation/operation.ts';
import { openFreeze } from '../../domain/rule/freeze.ts';
import type { Uses } from '../../platform/services.ts';

const PREFIX = 'quiesce#';
/** How long after the deadline of a freeze its application is certainly thawed, and everybody knows. */
const AFTER_SECONDS = 420;

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
    await releaseNamespaces({ leases }, operation, namespaces);
    return namespace;
  }
  return undefined;
}

export async function releaseNamespaces(
  { leases }: Uses<'leases'>,
  operation: BackupOperation,
  namespaces: readonly string[],
): Promise<void> {
  for (const namespace of namespaces) await leases.release(leaseOf(operation, namespace), operation.operationId);
}

/** What an end gives back: not the namespaces of a freeze that nobody could end, whose timers may still thaw what another one froze. */
export function leasesToRelease(operation: Pick<BackupOperation, 'freezes' | 'heldLeases'>): string[] {
  const isUnended = openFreeze(operation) !== undefined;
  return (operation.heldLeases ?? []).filter((lease) => !(isUnended && lease.startsWith(PREFIX)));
}

function leaseOf({ refs }: BackupOperation, namespace: string): string {
  return `${PREFIX}${refs.cluster.clusterId}#${namespace}`;
}
