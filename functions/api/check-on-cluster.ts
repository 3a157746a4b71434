import type { BackupSpec } from '../domain/backup-spec.ts';
import type { ClusterRef } from '../domain/operation.ts';
import { planVolumes } from '../domain/selection.ts';
import { checkNamespaces, readClaims, readSnapshotClasses } from '../runtime/read-claims.ts';
import type { Services } from '../runtime/services.ts';

/**
 * What PlanBackup would refuse is refused here already, before there is a record; PlanBackup looks again, since a
 * cluster changes.
 * @throws Fault Rejected `namespace.not_found`, `snapshot_class.*`, `method.unsupported`; those of the cluster
 */
export async function checkOnCluster(
  { clusters }: Pick<Services, 'clusters'>,
  ref: ClusterRef,
  spec: Pick<BackupSpec, 'selection' | 'crossCloud' | 'offload' | 'snapshotClasses'>,
): Promise<void> {
  const cluster = await clusters.open(ref, 'backup');
  const { namespaces } = spec.selection;
  await checkNamespaces(cluster, namespaces);
  const [claims, classes] = await Promise.all([readClaims(cluster, namespaces), readSnapshotClasses(cluster)]);
  planVolumes(claims, classes, spec);
}
