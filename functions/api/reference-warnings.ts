import { whyNotValid } from '../domain/location/location-spec.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { ClusterRef, Ref } from '../domain/operation/refs.ts';
import type { Uses } from '../platform/services.ts';
import type { ClusterItem, LocationItem } from '../services/catalog/catalog.ts';

interface Refs {
  cluster?: ClusterRef | undefined;
  locations: readonly Ref[];
}

/** What ails the cluster and the locations of each now; of all of them in two reads. Each warning begins with its code. */
export async function warnOfReferences({ catalog }: Uses<'catalog'>, all: readonly Refs[]): Promise<string[][]> {
  const clusterNames = all.flatMap(({ cluster }) => cluster?.name ?? []);
  const locationNames = all.flatMap((refs) => refs.locations.map(({ name }) => name));
  const [clusters, locations] = await Promise.all([
    catalog.readMany('cluster', clusterNames),
    catalog.readMany('location', locationNames),
  ]);
  return all.map(({ cluster, ...refs }) => [
    ...(cluster ? warnOfCluster(cluster, clusters.get(cluster.name)) : []),
    ...refs.locations.flatMap((location) => warnOfLocation(location, locations.get(location.name), cluster)),
  ]);
}

/** A backup that is not over needs both; a good one needs its location to come back, from any cluster; no other needs anything. */
export function refsInNeed({ kind, phase, refs }: Pick<Operation, 'kind' | 'phase' | 'refs'>): Refs[] {
  if (kind !== 'backup') return [];
  if (phase === 'Pending' || phase === 'InProgress') return [refs];
  return phase === 'Succeeded' ? [{ locations: refs.locations }] : [];
}

function warnOfCluster({ name, uid }: ClusterRef, found: ClusterItem | undefined): string[] {
  if (found?.uid !== uid) return [`cluster.not_found: cluster ${name} is gone, or another one now`];
  const { reason, validatedAt } = found.status;
  return reason ? [`${reason.code}: cluster ${name}, when last looked at (${validatedAt}): ${reason.message}`] : [];
}

function warnOfLocation({ name, uid }: Ref, found: LocationItem | undefined, cluster: ClusterRef | undefined) {
  if (found?.uid !== uid) return [`location.not_found: location ${name} is gone, or another one now`];
  const why = whyNotValid(found, cluster);
  return why ? [`location.not_valid: ${why}`] : [];
}
