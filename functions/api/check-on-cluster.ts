import { readClaims, readSnapshotClasses } from '../cluster-objects/read-claims.ts';
import { readNamespaces } from '../cluster-objects/read-namespaces.ts';
import type { BackupSpec } from '../domain/backup/backup-spec.ts';
import { selectClaims } from '../domain/backup/select-claims.ts';
import { checkSelected, selectNamespaces } from '../domain/backup/select-namespaces.ts';
import { createSelector } from '../domain/backup/select-objects.ts';
import { planVolumes } from '../domain/backup/selection.ts';
import { askedOf } from '../domain/backup/selection-spec.ts';
import { isSystemNamespace } from '../domain/cluster/system-namespaces.ts';
import { Fault, type FaultCode } from '../domain/errors.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import { checkSelectedObjects } from '../operations/check-selected-objects.ts';
import { readCluster } from '../operations/draft-backup.ts';
import type { Uses } from '../platform/services.ts';

const OF_NOW: ReadonlySet<FaultCode> = new Set(['volume.lost', 'volume.terminating']);

/**
 * What PlanBackup would refuse is refused here already, before there is a record; PlanBackup looks again, since a
 * cluster changes.
 * @param later of a schedule: claims that are lost, or are being deleted, are those of now; a run will say so, and fail
 * @throws Fault Rejected `namespace.not_found`, `selection.*`, `snapshot_class.*`, `method.unsupported`; those of the cluster
 */
export async function checkOnCluster(
  services: Uses<'catalog' | 'clusters'>,
  ref: ClusterRef,
  spec: Pick<BackupSpec, 'selection' | 'crossCloud' | 'offload' | 'snapshotClasses'>,
  { later = false } = {},
): Promise<void> {
  const { spec: registered } = await readCluster(services, ref.name);
  const cluster = await services.clusters.open(ref, 'backup');
  const asked = askedOf(spec.selection);
  const there = await readNamespaces(cluster);
  const selected = selectNamespaces(asked, there, (name) => isSystemNamespace(name, registered));
  checkSelected(asked, selected, false);
  await checkSelectedObjects(cluster, asked);
  const { found: namespaces, partly } = selected;
  const [claims, classes] = await Promise.all([readClaims(cluster, namespaces), readSnapshotClasses(cluster)]);
  const selector = createSelector({ ...spec.selection, namespaces, partly });
  try {
    planVolumes(selectClaims(claims, selector), classes, spec);
  } catch (thrown) {
    if (!later || !(thrown instanceof Fault) || !OF_NOW.has(thrown.code)) throw thrown;
  }
}
