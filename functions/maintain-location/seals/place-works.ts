import { toFault } from '../../domain/errors.ts';
import { isValid } from '../../domain/location/location-spec.ts';
import type { DueRepository } from '../../domain/location/maintenance.ts';
import { nameSome } from '../../domain/name-some.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { ClusterRef } from '../../domain/operation/refs.ts';
import { type ResolvedSettings, resolveSettings } from '../../domain/settings/settings.ts';
import { openAnswering, readClusterRef } from '../../operations/find-cluster.ts';
import { listAllItems } from '../../platform/list-all-items.ts';
import type { Uses } from '../../platform/services.ts';
import type { LocationItem } from '../../services/catalog/catalog.ts';

type Dependencies = Uses<'catalog' | 'clusters'>;

export interface PlacedWorks {
  works: DueRepository[];
  /** Why repositories are not maintained, in sentences. */
  unmaintained: string[];
}

/**
 * On which cluster the Job of each repository runs. A mover holds the password of its repository, so that is the cluster
 * whose backups are in it; where that one is not registered, does not reach the location or does not answer, it is the
 * gatewayCluster that an admin has named for the location, and no other.
 */
export async function placeWorks(services: Dependencies, location: LocationItem, works: readonly DueRepository[]) {
  const { gatewayCluster } = location.spec;
  const gateway = gatewayCluster === undefined ? undefined : await readClusterRef(services, gatewayCluster);
  const registered = await listAllItems(services.catalog, 'cluster');
  const placed: PlacedWorks = { works: [], unmaintained: [] };
  for (const [clusterId, of] of Map.groupBy(works, (work) => work.clusterId)) {
    const item = registered.find(({ status, deletingAt }) => status.clusterId === clusterId && !deletingAt);
    const own = item && { name: item.name, uid: item.uid, clusterId };
    const reaches = own !== undefined && isValid(location.status.clusters?.[clusterId], location.generation);
    const on = reaches && (gateway === undefined || (await answers(services, own))) ? own : (gateway ?? own);
    if (on) placed.works.push(...of.map((work) => ({ ...work, on })));
    else placed.unmaintained.push(sentenceOf(clusterId, of, gatewayCluster));
  }
  return placed;
}

async function answers(services: Dependencies, ref: ClusterRef): Promise<boolean> {
  try {
    await openAnswering(services, ref);
    return true;
  } catch (thrown) {
    const { code, disposition } = toFault(thrown);
    if (code.startsWith('cluster.') || disposition !== 'Transient') return false;
    throw thrown;
  }
}

function sentenceOf(clusterId: string, works: readonly DueRepository[], gatewayCluster: string | undefined): string {
  const names = works.map(({ namespace }) => namespace);
  const gateway = gatewayCluster === undefined ? 'the location has no gatewayCluster' : `nor is ${gatewayCluster}`;
  return `the repositories of cluster ${clusterId} (${nameSome(names, 5)}) are not maintained: that cluster is not registered, and ${gateway}`;
}

/** Where the Job of a repository runs. */
export function clusterOf({ refs }: Pick<Operation, 'refs'>, { on }: Pick<DueRepository, 'on'>): ClusterRef {
  return on ?? refs.cluster;
}

/** Works by the cluster that their Jobs run on. */
export function byCluster<Work extends Pick<DueRepository, 'on'>>(
  operation: Pick<Operation, 'refs'>,
  works: readonly Work[],
): { ref: ClusterRef; works: Work[] }[] {
  const groups = Map.groupBy(works, (work) => clusterOf(operation, work).uid);
  return [...groups.values()].flatMap((of) => (of[0] ? [{ ref: clusterOf(operation, of[0]), works: of }] : []));
}

/** Its own cluster decides which image runs there, and how many movers at once. */
export async function settingsOn(
  { catalog, config }: Uses<'catalog' | 'config'>,
  { refs, spec }: Pick<Operation, 'refs' | 'spec'>,
  ref: ClusterRef,
): Promise<ResolvedSettings> {
  if (ref.uid === refs.cluster.uid) return spec.settings;
  const item = await catalog.read('cluster', ref.name);
  const settings = item?.uid === ref.uid ? item.spec.settings : {};
  return resolveSettings(config.moverImage, settings);
}
