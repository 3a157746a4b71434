import { Fault, toFault } from '../../domain/errors.ts';
import type { BackupOperation, DeletionOperation, Operation } from '../../domain/operation/operation.ts';
import type { ClusterRef } from '../../domain/operation/refs.ts';
import type { Uses } from '../../platform/services.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { findCluster, openAnswering, readClusterRef } from '../find-cluster.ts';
import { hasWaitedLong } from './backup-being-deleted.ts';

/** The gatewayCluster of its location, or of the first that has one, if that is registered. */
export async function findGateway(services: Uses<'catalog'>, { refs }: Operation): Promise<ClusterRef | undefined> {
  for (const { name, uid } of refs.locations) {
    const item = await services.catalog.read('location', name);
    const gateway = item?.uid === uid ? item.spec.gatewayCluster : undefined;
    if (gateway !== undefined) return await readClusterRef(services, gateway);
  }
  return undefined;
}

/**
 * The cluster whose Jobs reach the backup's repositories: its own, or the location's gatewayCluster once that one is not
 * registered any more, or has not answered for as long as is waited for. Where Jobs were sent once they are looked for
 * again, and removed in the end: it is in the ledger before the first of them.
 * @throws Fault Permanent `deletion.no_cluster`; Transient `cluster.unreachable`
 */
export async function openJobsCluster(
  services: Uses<'catalog' | 'clock' | 'clusters' | 'ledger'>,
  operation: DeletionOperation,
  backup: BackupOperation,
): Promise<Cluster> {
  const { jobClusters: known = [] } = operation.checkpoints ?? {};
  const source = await findCluster(services, backup.refs.cluster);
  const gateway = await findGateway(services, backup);
  const allowed = [source, gateway].filter((ref) => ref !== undefined);
  // Where Jobs were sent once is asked first, unless an admin has named another gatewayCluster since.
  const last = allowed.find(({ uid }) => uid === known.at(-1)?.uid);
  const candidates = [...(last ? [last] : []), ...allowed];
  let silent: Fault | undefined;
  for (const ref of candidates) {
    try {
      const cluster = await openAnswering(services, ref);
      await remember(ref);
      return cluster;
    } catch (thrown) {
      const fault = toFault(thrown);
      const isSilent = fault.code === 'cluster.unreachable';
      if (isSilent && !hasWaitedLong(operation, services.clock.now())) throw fault;
      if (!isSilent && fault.code !== 'cluster.not_found') throw fault;
      if (isSilent) silent = fault;
    }
  }
  if (silent) throw silent;
  const message = `cluster ${backup.refs.cluster.name} is not registered, nor is a gatewayCluster`;
  throw new Fault('deletion.no_cluster', message);

  async function remember(ref: ClusterRef): Promise<void> {
    if (known.at(-1)?.uid === ref.uid) return;
    const others = known.filter(({ uid }) => uid !== ref.uid);
    const checkpoints = { ...operation.checkpoints, jobClusters: [...others, ref] };
    await services.ledger.updateOperation(operation, { checkpoints });
  }
}
