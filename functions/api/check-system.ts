import { refuseSystemNamespaces, type SystemOf } from '../domain/cluster/system-namespaces.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import type { Uses } from '../platform/services.ts';
import type { ApiRequest } from './http/request.ts';

/** Of a cluster that is registered no more: what every one has. */
const ANY: SystemOf = { namespace: 'snapferry', settings: {} };

/**
 * What protects the system's namespaces is an admin's to take away, as it is an admin's to make.
 * @param as what the request would do to them: `namespaces of a backup that is deleted`
 * @throws Fault Rejected `namespace.wants_admin`
 */
export async function checkSystem(
  { catalog }: Uses<'catalog'>,
  { isAdmin }: Pick<ApiRequest, 'isAdmin'>,
  { cluster, namespaces }: { cluster: Pick<ClusterRef, 'name' | 'uid'>; namespaces: readonly string[] },
  as: string,
): Promise<void> {
  if (isAdmin) return;
  const item = await catalog.read('cluster', cluster.name);
  refuseSystemNamespaces(namespaces, item?.uid === cluster.uid ? item.spec : ANY, as);
}
