import type { ApiWorld } from './api-world.ts';
import type { ShopCluster } from './shop-cluster.ts';

export const LOCATION = {
  name: 'attic',
  s3: {
    endpoint: 'https://s3.example',
    bucket: 'bucket',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-s3-secret' },
  },
};

export function clusterBody(cluster: ShopCluster, changes: object = {}) {
  const access = { kind: 'kubeconfig', kubeconfig: cluster.kubeconfig() };
  return { name: 'c1', access, restoreAccess: access, ...changes };
}

export function backupBody(changes: object = {}) {
  return { name: 'first', cluster: 'c1', locations: ['attic'], selection: { namespaces: ['shop'] }, ...changes };
}

/** A cluster, and a location that is valid from everywhere. */
export async function registerAll(world: ApiWorld, cluster: ShopCluster): Promise<{ clusterId: string }> {
  const { body } = await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });
  await world.call('POST', '/v1/locations', { body: LOCATION });
  await markValid(world, body.clusterId);
  return { clusterId: body.clusterId };
}

/** What a validation that went well writes. */
export async function markValid({ catalog, clock }: ApiWorld, clusterId: string): Promise<void> {
  const item = await catalog.read('location', LOCATION.name);
  if (!item) throw new Error('no location');
  const look = { observedGeneration: item.generation, at: clock.now().toISOString() };
  const status = { validated: look, clusters: { [clusterId]: look }, locationUid: item.uid };
  await catalog.writeStatus('location', item.name, item.uid, status);
}
