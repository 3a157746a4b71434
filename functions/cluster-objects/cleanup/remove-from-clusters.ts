import { toFault } from '../../domain/errors.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Residual } from '../../domain/operation/record.ts';
import type { ClusterRef } from '../../domain/operation/refs.ts';
import type { Uses } from '../../platform/services.ts';
import { removeTemporary } from './remove-temporary.ts';

/**
 * Removes the movers of an operation that has made nothing else.
 * @param others clusters on which it may have movers, too: one that does not answer is left to the sweep
 * @returns what is left
 */
export async function removeFromClusters(
  { clusters, config }: Uses<'clusters' | 'config'>,
  { operationId, refs }: Pick<Operation, 'operationId' | 'refs'>,
  others: readonly ClusterRef[] = [],
): Promise<Residual[]> {
  const removeFrom = async (ref: ClusterRef) =>
    await removeTemporary(await clusters.open(ref, 'backup'), config.installationId, operationId);
  const left = await removeFrom(refs.cluster);
  for (const ref of others) left.push(...(await removeFrom(ref).catch((thrown) => unreached(ref, thrown))));
  return left;
}

/** On one that is not registered any more nobody can reach them; they end by themselves. */
function unreached({ name }: ClusterRef, thrown: unknown): Residual[] {
  const { code, message } = toFault(thrown);
  return code === 'cluster.not_found' ? [] : [{ kind: 'Cluster', name, reason: message.slice(0, 300) }];
}
