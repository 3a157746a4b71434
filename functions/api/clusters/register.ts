import { Fault } from '../../domain/errors.ts';
import { isOver } from '../../domain/operation/operation.ts';
import type { Found } from '../../operations/probe-cluster.ts';
import { readOperations } from '../../operations/read-operations.ts';
import { listAllItems, readAll } from '../../platform/list-all-items.ts';
import type { Uses } from '../../platform/services.ts';
import type { ClusterItem } from '../../services/catalog/catalog.ts';

/** @throws Fault Rejected `cluster.duplicate`, naming the name under which the cluster is registered */
export async function checkDuplicate({ catalog }: Uses<'catalog'>, clusterId: string, name: string): Promise<void> {
  const clusters = await listAllItems(catalog, 'cluster');
  const same = clusters.find((one) => one.status.clusterId === clusterId && one.name !== name);
  if (!same) return;
  const details = { name: same.name, clusterId };
  throw new Fault('cluster.duplicate', `this cluster is registered as ${same.name}`, { details });
}

/**
 * Who claims the identity of a cluster that was removed opens its repositories: it is reached by an API server of the same
 * authority, or an admin says that it is the one.
 * @throws Fault Rejected `cluster.identity_known`, naming what was removed
 */
export async function checkIdentity({ catalog }: Uses<'catalog'>, { clusterId, anchors }: Found): Promise<void> {
  const all = await readAll((cursor) => catalog.listRemoved('cluster', cursor));
  const removed = all.filter(({ status }) => status.clusterId === clusterId);
  const [last] = removed.toSorted((a, b) => (a.removed.at > b.removed.at ? -1 : 1));
  if (!last) return;
  const known = last.status.anchors ?? [];
  if (anchors.some((anchor) => known.includes(anchor))) return;
  const message = `the identity ${clusterId} is that of cluster ${last.name}, removed ${last.removed.at}, which was not reached by this CA`;
  throw new Fault('cluster.identity_known', message, { details: { name: last.name, clusterId } });
}

/**
 * What operations have made in our namespace they would look for in the new one, and leave behind.
 * @throws Fault Rejected `operation.running`, naming the operations that are not over
 */
export async function checkIdle(services: Uses<'ledger'>, { name, uid, spec }: ClusterItem): Promise<void> {
  const open = await readOperations(services, await services.ledger.listIncomplete());
  const running = open.flatMap((one) => (one.refs.cluster.uid === uid && !isOver(one) ? [one.operationId] : []));
  if (running.length === 0) return;
  const message = `${running.length} operation(s) of cluster ${name} still have something in namespace ${spec.namespace}`;
  throw new Fault('operation.running', message, { details: { operations: running.slice(0, 100) } });
}
