import { Fault } from '../domain/errors.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import type { Services } from '../platform/services.ts';
import type { Cluster } from '../services/cluster/cluster.ts';

/**
 * Opens the cluster of an operation that begins, and asks it who it is: a connection that is warm was opened when another
 * one may have answered.
 * @throws Fault Permanent `cluster.not_found`
 */
export async function openSameCluster(
  { clusters }: Pick<Services, 'clusters'>,
  ref: ClusterRef,
  identity: 'backup' | 'restore' = 'backup',
): Promise<Cluster> {
  const cluster = await clusters.open(ref, identity);
  if ((await cluster.identity()) === ref.clusterId) return cluster;
  throw new Fault('cluster.not_found', `what answers for cluster ${ref.name} is another cluster now`, {
    disposition: 'Permanent',
  });
}
