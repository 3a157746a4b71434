import { isOver } from '../../domain/operation.ts';
import { readOperations } from '../read-operations.ts';
import type { Services } from '../services.ts';

/** Restores that read the backup and have not ended, or have left something that may still read it. */
export async function openReadersOf(services: Pick<Services, 'ledger'>, backupId: string): Promise<string[]> {
  const found = await readOperations(services, await services.ledger.readReaders(backupId));
  return found.flatMap((one) => (isOver(one) ? [] : [one.operationId]));
}
