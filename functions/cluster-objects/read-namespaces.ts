import type { NamespaceFacts } from '../domain/backup/select-namespaces.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { NAMESPACE } from '../services/cluster/kinds.ts';

export async function readNamespaces(cluster: Cluster): Promise<NamespaceFacts[]> {
  const there = await cluster.listAll(NAMESPACE);
  return there.map(({ metadata: { name, labels, annotations, deletionTimestamp } }) => ({
    name,
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
    isLeaving: deletionTimestamp !== undefined,
  }));
}
