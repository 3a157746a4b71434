import { isValid } from '../domain/location/location-spec.ts';
import { listAllItems } from '../platform/list-all-items.ts';
import type { Services } from '../platform/services.ts';
import type { ClusterItem, LocationItem } from '../services/catalog/catalog.ts';

/**
 * The cluster that stands for a maintenance: its gatewayCluster; else one from which it is valid, if possible one that has
 * a repository there. It gets no password by that: each repository is maintained where placeWorks says.
 */
export async function chooseCluster(
  { catalog, repositories }: Pick<Services, 'catalog' | 'repositories'>,
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
