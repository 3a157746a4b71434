import { isOver } from '../../domain/operation/operation.ts';
import type { Services } from '../../platform/services.ts';
import { readOperations } from '../read-operations.ts';

/** Restores that read the backup and have not ended, or have left something that may still read it. */
export async function openReadersOf(services: Pick<Services, 'ledger'>, backupId: string): Promise<string[]> {
  const found = await readOperations(services, await services.ledger.readReaders(backupId));
  return found.flatMap((one) => (isOver(one) ? [] : [one.operationId]));
}
