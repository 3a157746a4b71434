import { faultAt, toFault } from '../../domain/errors.ts';
import { listAllItems } from '../../platform/list-all-items.ts';
import type { Uses } from '../../platform/services.ts';
import type { CatalogItem } from '../../services/catalog/catalog.ts';

type Dependencies = Uses<'catalog'>;
type Gatewayed = Pick<CatalogItem<'location'>, 'name' | 'spec'>;

/** Whoever removes the cluster from now on is told of this location. @throws Fault Rejected `cluster.not_found` with a pointer to the field */
export async function useGateway({ catalog }: Dependencies, location: string, cluster: string | undefined) {
  if (cluster === undefined) return;
  try {
    await catalog.addUse({ kind: 'cluster', name: cluster }, { kind: 'location', name: location });
  } catch (thrown) {
    if (toFault(thrown).code !== 'cluster.not_found') throw thrown;
    throw faultAt('cluster.not_found', '/gatewayCluster', `there is no cluster ${cluster}`);
  }
}

/** The location is gone, or has another gatewayCluster now. */
export async function leaveGateway({ catalog }: Dependencies, { name, spec }: Gatewayed, now?: string): Promise<void> {
  const { gatewayCluster } = spec;
  if (gatewayCluster === undefined || gatewayCluster === now) return;
  await catalog.removeUse({ kind: 'cluster', name: gatewayCluster }, { kind: 'location', name });
}

/**
 * Before a cluster is removed. Locations of an earlier version have left no row of their use, nor those whose cluster was
 * removed by force and registered again. Of one that is going already they were noted before it was marked.
 */
export async function noteGateways({ catalog }: Dependencies, cluster: string): Promise<void> {
  const item = await catalog.read('cluster', cluster);
  if (!item || item.deletingAt) return;
  const locations = await listAllItems(catalog, 'location');
  for (const { name, spec } of locations) {
    if (spec.gatewayCluster !== cluster) continue;
    await catalog.addUse({ kind: 'cluster', name: cluster }, { kind: 'location', name });
  }
}
