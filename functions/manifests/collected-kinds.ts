import { kindNameOf } from '../domain/manifest/manifest.ts';
import { isCollectedKind } from '../domain/manifest/resources.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';

export interface CollectedKinds {
  /** In the order of their names. */
  kinds: Kind[];
  /** Each `group/version` that a backup would collect from, and whose own API server does not answer. */
  unavailable: string[];
}

/** The kinds of which a backup collects objects, as the cluster's discovery has them now. */
export async function discoverCollected(cluster: Cluster): Promise<CollectedKinds> {
  const unavailable = new Set<string>();
  const discovered = await cluster.discover((groupVersion) => {
    const [group = ''] = groupVersion.split('/');
    if (isCollectedKind({ group, kind: '', namespaced: true })) unavailable.add(groupVersion);
  });
  const kinds = discovered.filter(isCollectedKind).toSorted((a, b) => (kindNameOf(a) < kindNameOf(b) ? -1 : 1));
  return { kinds, unavailable: [...unavailable] };
}
