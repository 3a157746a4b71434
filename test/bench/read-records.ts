import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { Ledger } from '../../functions/services/ledger/ledger.ts';

/** Every backup on record. */
export async function readRecords(ledger: Pick<Ledger, 'listOperations'>): Promise<Operation[]> {
  const all: Operation[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.listOperations({ kind: 'backup' }, cursor, 500);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}
