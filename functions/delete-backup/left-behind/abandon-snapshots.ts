import { repositoryPath } from '../../domain/location/location-layout.ts';
import type { BackupOperation, Run } from '../../domain/operation/operation.ts';
import type { Transfer } from '../../domain/transfer/transfer.ts';
import { recordLeftover } from '../../operations/deletion/backup-being-deleted.ts';
import type { Uses } from '../../platform/services.ts';

/** Gives these repositories up: the snapshots of the run stay in them, and that is said. */
export async function abandonSnapshots(
  services: Uses<'ledger'>,
  run: Run,
  backup: BackupOperation,
  prunes: readonly Transfer[],
  why: string,
): Promise<void> {
  if (prunes.length === 0) return;
  const paths = prunes.map(({ repository }) => repositoryPath(repository.clusterId, repository.namespace));
  await recordLeftover(services, run, `snapshots of ${backup.operationId} stay in ${paths.join(', ')}: ${why}`);
  for (const prune of prunes) await services.ledger.updateTransfer(run, prune, { phase: 'Skipped' });
}
