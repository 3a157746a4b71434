import { type Fault, toFault } from '../domain/errors.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Services } from '../platform/services.ts';

/** Fewer than a client has sockets: a request that has waited a second for one is given up. */
const CONCURRENCY = 40;

/**
 * As they stand, in the order of their ids; those that are not there are left out.
 * @param leftOut is told of each whose row cannot be read, which is left out, too; without it that is a fault
 * @throws Fault Permanent `record.invalid`
 */
export async function readOperations(
  { ledger }: Pick<Services, 'ledger'>,
  ids: readonly string[],
  leftOut?: (fault: Fault) => void,
): Promise<Operation[]> {
  const found = new Map<string, Operation>();
  await inParallel(ids, CONCURRENCY, async (id) => {
    try {
      const operation = await ledger.readOperation(id);
      if (operation) found.set(id, operation);
    } catch (thrown) {
      const fault = toFault(thrown);
      if (!leftOut || fault.code !== 'record.invalid') throw thrown;
      leftOut(fault);
    }
  });
  return ids.flatMap((id) => found.get(id) ?? []);
}
