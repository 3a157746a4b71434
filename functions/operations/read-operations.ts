import type { Operation } from '../domain/operation/operation.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Services } from '../platform/services.ts';

/** Fewer than a client has sockets: a request that has waited a second for one is given up. */
const AT_ONCE = 40;

/** As they stand, in the order of their ids; those that are not there are left out. */
export async function readOperations(
  { ledger }: Pick<Services, 'ledger'>,
  ids: readonly string[],
): Promise<Operation[]> {
  const found = new Map<string, Operation>();
  await inParallel(ids, AT_ONCE, async (id) => {
    const operation = await ledger.readOperation(id);
    if (operation) found.set(id, operation);
  });
  return ids.flatMap((id) => found.get(id) ?? []);
}
