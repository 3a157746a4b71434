import { type ApiClient, answered, found, type Schemas } from '../../client/client.ts';
import { isGood, isWhole } from '../../functions/domain/backup/good-backup.ts';
import { isReduced } from '../../functions/domain/backup/reduced.ts';
import { isSystemNamespace } from '../../functions/domain/cluster/system-namespaces.ts';
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

/** Newest first, of those of which something is to be restored: nobody waits at a start for all of a long list. */
const MOST_LOOKED_AT = 20;

/** A location that is valid for the cluster, a backup of it that is good to restore, and a namespace that is worth one. */
export async function lookAround(api: ApiClient, cluster: string): Promise<There> {
  const { items: locations } = await answered(api.GET('/v1/locations', { params: { query: { validFor: cluster } } }));
  const query = { cluster, phase: 'Succeeded' as const, limit: 200 };
  const { items } = await answered(api.GET('/v1/backups', { params: { query } }));
  const [location] = locations;
  const registered = await answered(api.GET('/v1/clusters/{name}', { params: { path: { name: cluster } } }));
  const backup = await backupToRestore(api, items, (name) => isSystemNamespace(name, registered));
  const namespace = backup?.namespace ?? (await namespaceWithClaims(api, cluster));
  return {
    cluster,
    ...(location ? { location: location.name } : {}),
    ...(backup ? { backup } : {}),
    ...(namespace ? { namespace } : {}),
  };
}

type Summary = Schemas['OperationSummary'];

/**
 * Restored for a try it should bring all back: the newest that lacks nothing, else what can be restored at all; with one of its
 * namespaces of which it has data, and which is none of the system's.
 */
async function backupToRestore(
  api: ApiClient,
  newestFirst: readonly Summary[],
  isSystem: (name: string) => boolean,
): Promise<There['backup']> {
  const good = newestFirst.filter((one) => isGood(asBackup(one)));
  const whole = good.filter((one) => isWhole(asBackup(one)));
  for (const { id } of whole.slice(0, MOST_LOOKED_AT)) {
    // what of its selection it has no data of is not in lists
    const backup = await answered(api.GET('/v1/backups/{id}', { params: { path: { id } } }));
    const namespace = isReduced(asBackup(backup)) ? undefined : await namespaceIn(api, id, isSystem);
    if (namespace) return { id, namespace };
  }
  for (const { id } of [...new Set([...good, ...newestFirst])].slice(0, MOST_LOOKED_AT)) {
    const namespace = await namespaceIn(api, id, isSystem);
    if (namespace) return { id, namespace };
  }
  return undefined;
}

/** The first of which a backup has data. */
async function namespaceIn(api: ApiClient, id: string, isSystem: (name: string) => boolean) {
  const { items } = await answered(api.GET('/v1/backups/{id}/volumes', { params: { path: { id } } }));
  return items.find(({ namespace, phase }) => phase === 'Done' && !isSystem(namespace))?.namespace;
}

function asBackup<View extends Summary>(view: View) {
  return { ...view, kind: 'backup' as const };
}

/** None where the cluster cannot be asked: the lines are shown all the same. */
async function namespaceWithClaims(api: ApiClient, name: string): Promise<string | undefined> {
  const { data } = await api.GET('/v1/clusters/{name}/namespaces', { params: { path: { name } } });
  return data?.items.find(({ claims = 0, system }) => claims > 0 && !system)?.name;
}
