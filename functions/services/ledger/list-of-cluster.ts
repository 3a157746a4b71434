import type { Operation } from '../../domain/operation/operation.ts';
import type { OperationFilter, Page } from './ledger.ts';
import { listByKeys } from './list-by-keys.ts';
import { kindsOf, type Source } from './list-operations.ts';
import { clusterKeyOf } from './rows.ts';

/** A page of what was done on one cluster, newest first, however much was done on others meanwhile. */
export async function listOfCluster(
  source: Source,
  clusterId: string,
  filter: OperationFilter,
  cursor: string | undefined,
  limit: number,
): Promise<Page<Operation>> {
  const keys = kindsOf(filter).map((kind) => clusterKeyOf(kind, clusterId));
  return await listByKeys(source, { index: 'by-cluster', attribute: 'clusterKey', keys }, filter, cursor, limit);
}
