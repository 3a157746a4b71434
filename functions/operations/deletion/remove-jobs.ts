import { removeTemporary } from '../../cluster-objects/cleanup/remove-temporary.ts';
import { toFault } from '../../domain/errors.ts';
import type { DeletionOperation } from '../../domain/operation/operation.ts';
import type { Residual } from '../../domain/operation/record.ts';
import type { Uses } from '../../platform/services.ts';

/**
 * Removes the Jobs and Secrets of a deletion. With a cluster that is not registered any more nobody can reach them; they
 * end by themselves a day after they are done.
 * @returns what is still there
 */
export async function removeJobs({ clusters, config }: Uses<'clusters' | 'config'>, operation: DeletionOperation) {
  const left: Residual[] = [];
  for (const ref of operation.checkpoints?.jobClusters ?? []) {
    try {
      const cluster = await clusters.open(ref, 'backup');
      left.push(...(await removeTemporary(cluster, config.installationId, operation.operationId)));
    } catch (thrown) {
      if (toFault(thrown).code !== 'cluster.not_found') throw thrown;
    }
  }
  return left;
}
