import type { Residual } from '../../domain/operation.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { removeSnapshots } from './remove-snapshots.ts';
import { removeTemporary } from './remove-temporary.ts';

/** Everything of one operation but the local copies of the volumes in `keep`; says what is still there. */
export async function removeAll(
  cluster: Cluster,
  installationId: string,
  operationId: string,
  keep: ReadonlySet<string>,
): Promise<Residual[]> {
  const temporary = await removeTemporary(cluster, installationId, operationId);
  const movers = temporary.filter(({ kind }) => kind === 'Pod' || kind === 'PersistentVolumeClaim');
  // Snapshots go last: a claim that is being made from one holds it.
  if (movers.length > 0) return temporary;
  return [...temporary, ...(await removeSnapshots(cluster, installationId, operationId, keep))];
}
