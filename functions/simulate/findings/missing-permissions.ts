import { MAX_PERMISSIONS } from '../../domain/simulation/simulation.ts';
import { discoverCollected } from '../../manifests/collected-kinds.ts';
import type { Access, Cluster } from '../../services/cluster/cluster.ts';
import { wordsOf } from '../../services/cluster/permissions.ts';

/**
 * Of these the ones that the identity may not do, in words. Where it may not do something with every kind, each kind that a
 * backup takes is asked for: a role may name them one by one.
 */
export async function findMissingPermissions(cluster: Cluster, wanted: readonly Access[]): Promise<string[]> {
  const denied = await cluster.denied(wanted);
  const onAll = denied.filter(({ resource }) => resource === '*');
  if (onAll.length === 0) return denied.map(wordsOf).slice(0, MAX_PERMISSIONS);
  const { kinds } = await discoverCollected(cluster);
  const each = onAll.flatMap((access) => kinds.map(({ group, plural }) => ({ ...access, group, resource: plural })));
  const others = denied.filter(({ resource }) => resource !== '*');
  return [...new Set([...others, ...(await cluster.denied(each))].map(wordsOf))].slice(0, MAX_PERMISSIONS);
}
