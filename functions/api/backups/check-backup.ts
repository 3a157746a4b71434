import type { BackupSpec } from '../../domain/backup-spec.ts';
import { Fault } from '../../domain/errors.ts';
import { isValid, type LocationSpec, type LocationStatus } from '../../domain/location-spec.ts';
import type { ClusterRef, Ref } from '../../domain/operation.ts';
import { planVolumes } from '../../domain/selection.ts';
import { checkNamespaces, readClaims, readSnapshotClasses } from '../../runtime/read-claims.ts';
import type { Services } from '../../runtime/services.ts';
import { type CatalogItem, notFound } from '../../services/catalog/catalog.ts';

export type ClusterItem = CatalogItem & { ref: ClusterRef };

/** @throws Fault Rejected `cluster.not_found` */
export async function readCluster({ catalog }: Pick<Services, 'catalog'>, name: string): Promise<ClusterItem> {
  const item = await catalog.read('cluster', name);
  if (!item) throw notFound('cluster', name);
  return { ...item, ref: { name, uid: item.uid, clusterId: String(item.status.clusterId) } };
}

/** The location, if backups of this cluster may go there. @throws Fault Rejected `location.not_found`, `location.not_valid` */
export async function readValidLocation(
  { catalog }: Pick<Services, 'catalog'>,
  name: string,
  cluster: ClusterRef,
): Promise<{ ref: Ref; warnings: string[] }> {
  const item = (await catalog.read('location', name)) as CatalogItem<LocationSpec, LocationStatus> | undefined;
  if (!item) throw notFound('location', name);
  const { validated, clusters = {}, recoveryKeyAcknowledged } = item.status;
  const looks = { 'the control plane': validated, [`cluster ${cluster.name}`]: clusters[cluster.clusterId] };
  for (const [side, look] of Object.entries(looks)) {
    if (isValid(look, item.generation)) continue;
    const why = look?.reason?.message ?? 'it was not validated since it last changed';
    throw new Fault('location.not_valid', `location ${name} is not valid from ${side}: ${why}`, {
      details: { location: name, cluster: cluster.name },
    });
  }
  const warning = `the recovery key of location ${name} was not acknowledged: without it nobody can restore if this installation is lost`;
  return { ref: { name, uid: item.uid }, warnings: recoveryKeyAcknowledged ? [] : [warning] };
}

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
