import { type ApiClient, answered, found, type Schemas } from '../../client/client.ts';
import { isGood, isWhole } from '../../functions/domain/backup/good-backup.ts';
import { isReduced } from '../../functions/domain/backup/reduced.ts';
import type { There } from './hints.ts';

export interface ClusterAccess {
  kubeconfig: string;
  restoreKubeconfig: string;
}

/** Registers a cluster under a name, or gives the one that has it these credentials. */
export async function registerCluster(api: ApiClient, name: string, access: ClusterAccess): Promise<void> {
  const given = {
    access: { kind: 'kubeconfig' as const, kubeconfig: access.kubeconfig },
    restoreAccess: { kind: 'kubeconfig' as const, kubeconfig: access.restoreKubeconfig },
  };
  const path = { name };
  const registered = await found(api.GET('/v1/clusters/{name}', { params: { path } }));
  if (!registered) return void (await answered(api.POST('/v1/clusters', { body: { name, ...given } })));
  const { generation, namespace, settings } = registered;
  const params = { path, header: { 'If-Match': `"${generation}"` } };
  await answered(api.PUT('/v1/clusters/{name}', { params, body: { ...given, namespace, settings } }));
}

/** A location that is valid for the cluster, and a backup of it that is good to restore, if there are any. */
export async function lookAround(api: ApiClient, cluster: string): Promise<There> {
  const { items: locations } = await answered(api.GET('/v1/locations', { params: { query: { validFor: cluster } } }));
  const query = { cluster, phase: 'Succeeded' as const, limit: 200 };
  const { items } = await answered(api.GET('/v1/backups', { params: { query } }));
  const [location] = locations;
  const newest = await newestToRestore(api, items);
  return {
    cluster,
    ...(location ? { location: location.name } : {}),
    ...(newest ? { backup: { id: newest.id, namespace: namespaceOf(newest) } } : {}),
  };
}

/** Restored for a try it should bring all back: the newest that lacks nothing, else what can be restored at all. */
async function newestToRestore(api: ApiClient, newestFirst: readonly Schemas['OperationSummary'][]) {
  const read = (id: string) => answered(api.GET('/v1/backups/{id}', { params: { path: { id } } }));
  for (const { id } of newestFirst.filter((one) => isWhole(asBackup(one)))) {
    const backup = await read(id);
    // what of its selection it has no data of is not in lists
    if (!isReduced(asBackup(backup))) return backup;
  }
  const next = newestFirst.find((one) => isGood(asBackup(one))) ?? newestFirst[0];
  return next && (await read(next.id));
}

function asBackup<View extends Schemas['OperationSummary']>(view: View) {
  return { ...view, kind: 'backup' as const };
}

function namespaceOf({ spec }: Schemas['Backup']): string {
  const { namespaces } = spec.selection as Schemas['BackupRequest']['selection'];
  return namespaces?.[0] ?? '';
}
