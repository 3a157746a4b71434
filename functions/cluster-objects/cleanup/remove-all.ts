import type { KeptCopies } from '../../domain/backup/local-copies.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { removeSnapshots } from './remove-snapshots.ts';
import { removeTemporary } from './remove-temporary.ts';

/** All of an operation but the local copies in `keep`. @returns what is still there, and volumes with a local copy */
export async function removeAll(cluster: Cluster, installationId: string, operationId: string, keep: KeptCopies) {
  const temporary = await removeTemporary(cluster, installationId, operationId);
  const movers = temporary.filter(({ kind }) => kind === 'Pod' || kind === 'PersistentVolumeClaim');
  // Snapshots go last: a claim that is being made from one holds it.
  if (movers.length > 0) return { left: temporary, kept: new Set(keep.keys()) };
  const { left, kept } = await removeSnapshots(cluster, installationId, operationId, keep);
  return { left: [...temporary, ...left], kept };
}
