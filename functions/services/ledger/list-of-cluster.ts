import type { Operation } from '../../domain/operation/operation.ts';
import type { Table } from '../dynamodb/table.ts';
import type { OperationFilter, Page } from './ledger.ts';
import { listByKeys } from './list-by-keys.ts';
import { kindsOf } from './list-operations.ts';
import { clusterKeyOf } from './rows.ts';

/** A page of what was done on one cluster, newest first, however much was done on others meanwhile. */
export async function listOfCluster(
  table: Table,
  clusterId: string,
  filter: OperationFilter,
  cursor: string | undefined,
  limit: number,
): Promise<Page<Operation>> {
  const keys = kindsOf(filter).map((kind) => clusterKeyOf(kind, clusterId));
  return await listByKeys(table, { index: 'by-cluster', attribute: 'clusterKey', keys }, filter, cursor, limit);
}
