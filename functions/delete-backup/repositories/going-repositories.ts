import { repositoryPath } from '../../domain/location/location-layout.ts';
import type { BackupOperation, Run } from '../../domain/operation/operation.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { noteLeft } from '../../operations/deletion/going-backup.ts';
import type { Services } from '../../platform/services.ts';

/** Gives these repositories up: the snapshots of the run stay in them, and that is said. */
export async function leaveSnapshots(
  services: Pick<Services, 'ledger'>,
  run: Run,
  backup: BackupOperation,
  rows: readonly Volume[],
  why: string,
): Promise<void> {
  if (rows.length === 0) return;
  const paths = rows.map(({ namespace }) => repositoryPath(backup.refs.cluster.clusterId, namespace));
  await noteLeft(services, run, `snapshots of ${backup.operationId} stay in ${paths.join(', ')}: ${why}`);
  for (const { volumeId } of rows) await services.ledger.updateVolume(run, volumeId, { phase: 'Done' });
}
