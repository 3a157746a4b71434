import { describeManifest, kindNameOf, listOf, type Manifest } from '../../domain/manifest/manifest.ts';
import { DEFAULT_ACCOUNTS, exclusionOf } from '../../domain/manifest/resources.ts';
import { listManifests, listOrNone } from '../../manifests/collect-unit.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { CRD, type Kind, PV } from '../../services/cluster/kinds.ts';
import type { MadeObject } from './made-objects.ts';

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

/**
 * Who would lose something if a definition or a class went: to delete a definition deletes every object of its kind.
 * @returns the end of a sentence; undefined when nobody would
 */
export async function usersOf(
  cluster: Cluster,
  kinds: readonly Kind[],
  { kind, name }: Pick<MadeObject, 'kind' | 'name'>,
) {
  if (kind === 'StorageClass') {
    const users = (await cluster.listAll(PV)).filter(({ spec }) => spec?.storageClassName === name);
    return users.length > 0 ? `there are volumes of it (${users.length})` : undefined;
  }
  const { items } = await cluster.list(CRD, { fieldSelector: `metadata.name=${name}` });
  const served = listOf(items[0]?.spec?.versions).filter(({ served: isServed }) => isServed === true);
  const found = kinds.find(({ plural, group }) => `${plural}.${group}` === name);
  // objects that cannot be asked after are taken to be there
  if (!found && served.length > 0) return 'its objects cannot be listed';
  if (!found) return undefined;
  const page = await listOrNone(cluster, found, { limit: 1 });
  return page.items.length > 0 ? 'there are objects of it' : undefined;
}
