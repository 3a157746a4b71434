import { checkNamespaces, readClaims, readSnapshotClasses } from '../cluster-objects/read-claims.ts';
import type { BackupSpec } from '../domain/backup/backup-spec.ts';
import { planVolumes } from '../domain/backup/selection.ts';
import { Fault, type FaultCode } from '../domain/errors.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import type { Uses } from '../platform/services.ts';

const OF_NOW: ReadonlySet<FaultCode> = new Set(['volume.lost', 'volume.terminating']);

/**
 * What PlanBackup would refuse is refused here already, before there is a record; PlanBackup looks again, since a
 * cluster changes.
 * @param later of a schedule: claims that are lost, or are being deleted, are those of now; a run will say so, and fail
 * @throws Fault Rejected `namespace.not_found`, `snapshot_class.*`, `method.unsupported`; those of the cluster
 */
export async function checkOnCluster(
  { clusters }: Uses<'clusters'>,
  ref: ClusterRef,
  spec: Pick<BackupSpec, 'selection' | 'crossCloud' | 'offload' | 'snapshotClasses'>,
  { later = false } = {},
): Promise<void> {
  const cluster = await clusters.open(ref, 'backup');
  const { namespaces } = spec.selection;
  await checkNamespaces(cluster, namespaces);
  const [claims, classes] = await Promise.all([readClaims(cluster, namespaces), readSnapshotClasses(cluster)]);
  try {
    planVolumes(claims, classes, spec);
  } catch (thrown) {
    if (!later || !(thrown instanceof Fault) || !OF_NOW.has(thrown.code)) throw thrown;
  }
}
