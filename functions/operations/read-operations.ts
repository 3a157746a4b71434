import { Fault } from '../domain/errors.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { orInvalid } from '../platform/or-invalid.ts';
import type { Uses } from '../platform/services.ts';

/** Fewer than a client has sockets: a request that has waited a second for one is given up. */
const CONCURRENCY = 40;

/**
 * As they stand, in the order of their ids; those that are not there are left out.
 * @param leftOut is told of each whose row cannot be read, which is left out, too; without it that is a fault
 * @throws Fault Permanent `record.invalid`
 */
export async function readOperations({ ledger }: Uses<'ledger'>, ids: string[], leftOut?: (fault: Fault) => void) {
  const found = new Map<string, Operation>();
  await inParallel(ids, CONCURRENCY, async (id) => {
    const operation = leftOut ? await orInvalid(ledger.readOperation(id)) : await ledger.readOperation(id);
    if (operation instanceof Fault) leftOut?.(operation);
    else if (operation) found.set(id, operation);
  });
  return ids.flatMap((id) => found.get(id) ?? []);
}
