import { isOver } from '../../domain/operation.ts';
import type { Services } from '../services.ts';

/** Restores that read the backup and have not ended, or have left something that may still read it. */
export async function openReadersOf({ ledger }: Pick<Services, 'ledger'>, backupId: string): Promise<string[]> {
  const readers = await ledger.readReaders(backupId);
  const found = await Promise.all(readers.map((id) => ledger.readOperation(id)));
  return found.flatMap((one) => (one && !isOver(one) ? [one.operationId] : []));
}
