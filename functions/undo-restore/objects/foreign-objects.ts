import { describeManifest, kindNameOf, type Manifest } from '../../domain/manifest/manifest.ts';
import { DEFAULT_ACCOUNTS, exclusionOf } from '../../domain/manifest/resources.ts';
import { listManifests } from '../../manifests/collect-unit.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Kind } from '../../services/cluster/kinds.ts';

/** Readings of the moment, and what outlives nothing: nobody loses one. */
const PASSING: ReadonlySet<string> = new Set([
  'Event',
  'Event.events.k8s.io',
  'Lease.coordination.k8s.io',
  'PodMetrics.metrics.k8s.io',
]);

/**
 * What lies in a namespace and is not a restore's: all but what every namespace has of its own, what is known by its uid,
 * and what one of those owns, which the garbage collector takes.
 * @returns `foreign` in words; `leaving`: how many are on their way out, by their owner or by themselves
 */
export async function foreignIn(
  cluster: Cluster,
  kinds: readonly Kind[],
  namespace: string,
  known: ReadonlySet<string>,
): Promise<{ foreign: string[]; leaving: number }> {
  const foreign: string[] = [];
  let leaving = 0;
  for (const kind of kinds) {
    if (!kind.namespaced || PASSING.has(kindNameOf(kind))) continue;
    for await (const object of listManifests(cluster, kind, { namespace })) {
      if (isOfNamespace(object) || known.has(object.metadata.uid ?? '')) continue;
      foreign.push(describeManifest(object));
      if (isLeaving(object)) leaving += 1;
    }
  }
  return { foreign, leaving };
}

function isOfNamespace(object: Manifest): boolean {
  const isDefaultAccount = object.kind === 'ServiceAccount' && DEFAULT_ACCOUNTS.has(object.metadata.name);
  return isDefaultAccount || exclusionOf(object) !== undefined;
}

/** Something that has an owner here may be on its way: its owner was one of ours, or is going itself. */
function isLeaving({ metadata }: Manifest): boolean {
  return metadata.deletionTimestamp !== undefined || (metadata.ownerReferences?.length ?? 0) > 0;
}
