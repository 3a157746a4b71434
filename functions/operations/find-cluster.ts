import { Fault } from '../domain/errors.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import { listAllItems } from '../platform/list-all-items.ts';
import type { Services } from '../platform/services.ts';
import { clusterRefOf } from '../services/catalog/catalog.ts';
import type { Cluster } from '../services/cluster/cluster.ts';

type Dependencies = Pick<Services, 'catalog'>;

/** The cluster as it is registered now: it may have been forgotten since, and registered again under any name. */
export async function findCluster(
  { catalog }: Dependencies,
  { name, clusterId }: ClusterRef,
): Promise<ClusterRef | undefined> {
  const known = await readClusterRef({ catalog }, name);
  if (known?.clusterId === clusterId) return known;
  return (await listAllItems(catalog, 'cluster')).map(clusterRefOf).find((ref) => ref.clusterId === clusterId);
}

/** The cluster that has this name now. */
export async function readClusterRef({ catalog }: Dependencies, name: string): Promise<ClusterRef | undefined> {
  const item = await catalog.read('cluster', name);
  return item && clusterRefOf(item);
}

/** An opened cluster is kept as long as the function is warm: whether it answers now, only a call tells. */
export async function openAnswering({ clusters }: Pick<Services, 'clusters'>, ref: ClusterRef): Promise<Cluster> {
  const cluster = await clusters.open(ref, 'backup');
  await cluster.version();
  return cluster;
}

/**
 * Opens the cluster of an operation that begins, and asks it who it is: a connection that is warm was opened when another
 * one may have answered.
 * @throws Fault Permanent `cluster.not_found`
 */
export async function openSameCluster(
  { clusters }: Pick<Services, 'clusters'>,
  ref: ClusterRef,
  identity: 'backup' | 'restore' = 'backup',
): Promise<Cluster> {
  const cluster = await clusters.open(ref, identity);
  if ((await cluster.identity()) === ref.clusterId) return cluster;
  const message = `what answers for cluster ${ref.name} is another cluster now`;
  throw new Fault('cluster.not_found', message, { disposition: 'Permanent' });
}
