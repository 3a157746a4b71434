import { Fault } from '../domain/errors.ts';
import { isValid } from '../domain/location/location-spec.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import { listAllItems } from '../platform/list-all-items.ts';
import type { Uses } from '../platform/services.ts';
import { type ClusterItem, clusterRefOf, type LocationItem } from '../services/catalog/catalog.ts';
import type { Cluster } from '../services/cluster/cluster.ts';

type Dependencies = Uses<'catalog'>;

/** The cluster as it is registered now: it may have been forgotten since, and registered again under any name. */
export async function findCluster({ catalog }: Dependencies, { name, clusterId }: ClusterRef) {
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
export async function openAnswering({ clusters }: Uses<'clusters'>, ref: ClusterRef): Promise<Cluster> {
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
  { clusters }: Uses<'clusters'>,
  ref: ClusterRef,
  identity: 'backup' | 'restore' = 'backup',
): Promise<Cluster> {
  const cluster = await clusters.open(ref, identity);
  if ((await cluster.identity()) === ref.clusterId) return cluster;
  const message = `what answers for cluster ${ref.name} is another cluster now`;
  throw new Fault('cluster.not_found', message, { disposition: 'Permanent' });
}

/**
 * The cluster that stands for a maintenance: its gatewayCluster; else one from which it is valid, if possible one that has
 * a repository there. It gets no password by that: each repository is maintained where placeWorks says.
 */
export async function chooseCluster(
  { catalog, repositories }: Uses<'catalog' | 'repositories'>,
  { uid, generation, spec, status }: LocationItem,
): Promise<ClusterItem | undefined> {
  const gateway = spec.gatewayCluster ? await catalog.read('cluster', spec.gatewayCluster) : undefined;
  if (gateway) return gateway;
  const clusters = await listAllItems(catalog, 'cluster');
  const valid = clusters.filter((one) => isValid(status.clusters?.[one.status.clusterId], generation));
  const rows = valid.length > 1 ? await repositories.list(status.locationUid ?? uid) : [];
  const users = new Set(rows.map(({ clusterId }) => clusterId));
  // One that did not answer when it was looked at last would keep the others from their maintenance.
  const answering = valid.filter(({ status: { reason } }) => reason === undefined);
  const from = answering.length > 0 ? answering : valid;
  return from.find((one) => users.has(one.status.clusterId)) ?? from[0];
}
