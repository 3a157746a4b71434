import type { ClusterRef } from '../domain/operation/refs.ts';
import type { Services } from '../platform/services.ts';
import type { ClusterItem } from '../services/catalog/catalog.ts';
import type { Cluster } from '../services/cluster/cluster.ts';

type Dependencies = Pick<Services, 'catalog'>;

/** The cluster as it is registered now: it may have been forgotten since, and registered again under any name. */
export async function findCluster(
  { catalog }: Dependencies,
  { name, clusterId }: ClusterRef,
): Promise<ClusterRef | undefined> {
  const known = refOf(await catalog.read('cluster', name));
  if (known?.clusterId === clusterId) return known;
  let cursor: string | undefined;
  do {
    const page = await catalog.list('cluster', cursor);
    const found = page.items.map(refOf).find((ref) => ref?.clusterId === clusterId);
    if (found) return found;
    cursor = page.nextCursor;
  } while (cursor);
  return undefined;
}

/** The cluster that has this name now. */
export async function readClusterRef({ catalog }: Dependencies, name: string): Promise<ClusterRef | undefined> {
  return refOf(await catalog.read('cluster', name));
}

/** An opened cluster is kept as long as the function is warm: whether it answers now, only a call tells. */
export async function openAnswering({ clusters }: Pick<Services, 'clusters'>, ref: ClusterRef): Promise<Cluster> {
  const cluster = await clusters.open(ref, 'backup');
  await cluster.version();
  return cluster;
}

function refOf(item: ClusterItem | undefined): ClusterRef | undefined {
  return item && { name: item.name, uid: item.uid, clusterId: item.status.clusterId };
}
