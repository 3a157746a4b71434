import { dnsLabel } from '../../functions/domain/dns-label.ts';
import type { Cluster } from '../../functions/services/cluster/cluster.ts';
import { NAMESPACE } from '../../functions/services/cluster/kinds.ts';

/** What `--exec-namespaces` names; looked at before anything is made, since a binding in no namespace is refused half-way. */
export async function execNamespacesOf(cluster: Cluster, given: string): Promise<readonly string[] | 'all'> {
  if (given === 'all') return given;
  const names = given.split(',');
  for (const name of names) {
    if (!dnsLabel.safeParse(name).success) {
      throw new Error(
        `--exec-namespaces: names of namespaces with commas between them, or all; not ${name || 'nothing'}`,
      );
    }
    if (!(await cluster.get(NAMESPACE, undefined, name))) {
      throw new Error(`--exec-namespaces: the cluster has no namespace ${name}`);
    }
  }
  return names;
}
