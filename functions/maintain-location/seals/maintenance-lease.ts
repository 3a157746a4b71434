import { Fault } from '../../domain/errors.ts';
import type { Operation, Run } from '../../domain/operation/operation.ts';
import type { Uses } from '../../platform/services.ts';

/** Of a mover that maintains; the next maintenance goes on where this one was. */
export const JOB_SECONDS = 6 * 3600;
/** Longer, so that no mover outlives the lease under which it was launched. */
const LEASE_SECONDS = JOB_SECONDS + 1800;

/**
 * kopia guards a maintenance with a file of its own machine only, so one operation at a time maintains a location. The
 * end of the operation gives the lease back on every path, the sweep too: hence it is on the row before it is taken.
 * @param locationUid of what lies there: one place may be registered under two names, or anew after a removal by force
 * @returns false while another operation has it
 */
export async function takeMaintenance(
  { leases, ledger }: Uses<'leases' | 'ledger'>,
  { operation, run }: { operation: Operation; run: Run },
  locationUid: string,
): Promise<boolean> {
  const lease = operation.heldLeases?.[0] ?? `maintenance#${locationUid}`;
  if (!operation.heldLeases) await ledger.updateOperation(run, { heldLeases: [lease] });
  const leaseToken = await leases.acquire(lease, run.operationId, LEASE_SECONDS);
  if (leaseToken === undefined) return false;
  if (operation.leaseToken !== leaseToken) await ledger.updateOperation(run, { leaseToken });
  return true;
}

/** @throws Fault Permanent `operation.running` where another token says that it was given away in between */
export async function holdMaintenance({ leases }: Uses<'leases'>, operation: Operation): Promise<void> {
  const lease = leaseOf(operation);
  const token = await leases.acquire(lease, operation.operationId, LEASE_SECONDS);
  if (token !== undefined && token === operation.leaseToken) return;
  if (token !== undefined) await leases.release(lease, operation.operationId);
  const message = `the lease on the maintenance of ${operation.name} was lost`;
  throw new Fault('operation.running', message, { disposition: 'Permanent' });
}

function leaseOf({ heldLeases }: Operation): string {
  const [lease] = heldLeases ?? [];
  if (lease === undefined) throw new Fault('internal', 'the maintenance has noted no lease');
  return lease;
}
