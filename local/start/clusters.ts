import { isGood, isWhole } from '../../functions/domain/backup/good-backup.ts';
import { isReduced } from '../../functions/domain/backup/reduced.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
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

interface BackupView extends Pick<Operation, 'kind' | 'phase' | 'copyLostAt' | 'damagedAt' | 'lacks' | 'unprotected'> {
  id: string;
}

/** A location that is valid for the cluster, and a backup of it that is good to restore, if there are any. */
export async function lookAround(api: ApiClient, cluster: string): Promise<There> {
  const { items: locations } = await api.get<{ items: { name: string }[] }>(`/v1/locations?validFor=${cluster}`);
  const succeeded = `/v1/backups?cluster=${cluster}&phase=Succeeded&limit=200`;
  const { items: backups } = await api.get<{ items: BackupView[] }>(succeeded);
  const [location] = locations;
  const newest = newestToRestore(backups);
  return {
    cluster,
    ...(location ? { location: location.name } : {}),
    ...(newest ? { backup: await backupOf(api, newest.id) } : {}),
  };
}

/** Restored for a try it should bring all back: the newest that lacks nothing, else what can be restored at all. */
function newestToRestore(newestFirst: readonly BackupView[]): BackupView | undefined {
  const isFull = (one: BackupView) => isWhole(one) && !isReduced(one);
  return newestFirst.find(isFull) ?? newestFirst.find(isGood) ?? newestFirst[0];
}

async function backupOf(api: ApiClient, id: string) {
  const { spec } = await api.get<{ spec: { selection: { namespaces: string[] } } }>(`/v1/backups/${id}`);
  return { id, namespace: spec.selection.namespaces[0] ?? '' };
}
