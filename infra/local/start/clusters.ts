import type { ApiClient } from './api-client.ts';
import type { There } from './hints.ts';

export interface ClusterAccess {
  kubeconfig: string;
  restoreKubeconfig: string;
}

interface ClusterView {
  generation: number;
  namespace: string;
  settings: object;
}

/** Registers a cluster under a name, or gives the one that has it these credentials. */
export async function registerCluster(api: ApiClient, name: string, access: ClusterAccess): Promise<void> {
  const given = {
    access: { kind: 'kubeconfig', kubeconfig: access.kubeconfig },
    restoreAccess: { kind: 'kubeconfig', kubeconfig: access.restoreKubeconfig },
  };
  const found = await api.find<ClusterView>(`/v1/clusters/${name}`);
  if (!found) return await api.post('/v1/clusters', { name, ...given });
  const { generation, namespace, settings } = found;
  await api.put(`/v1/clusters/${name}`, generation, { ...given, namespace, settings });
}

/** A location that is valid for the cluster, and the newest backup of it, if there are any. */
export async function lookAround(api: ApiClient, cluster: string): Promise<There> {
  const { items: locations } = await api.get<{ items: { name: string }[] }>(`/v1/locations?validFor=${cluster}`);
  const succeeded = `/v1/backups?cluster=${cluster}&phase=Succeeded&limit=1`;
  const { items: backups } = await api.get<{ items: { id: string }[] }>(succeeded);
  const [location] = locations;
  const [newest] = backups;
  return {
    cluster,
    ...(location ? { location: location.name } : {}),
    ...(newest ? { backup: await backupOf(api, newest.id) } : {}),
  };
}

async function backupOf(api: ApiClient, id: string) {
  const { spec } = await api.get<{ spec: { selection: { namespaces: string[] } } }>(`/v1/backups/${id}`);
  return { id, namespace: spec.selection.namespaces[0] ?? '' };
}
