import { closeIfComplete } from '../completion/close-if-complete.ts';
import { releaseDue } from '../completion/release-due.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { settleBackup } from '../operations/deletion/backup-being-deleted.ts';
import { removeJobs } from '../operations/deletion/remove-jobs.ts';
import { findCluster } from '../operations/find-cluster.ts';
import { removeSeal, residualOfSeal } from '../operations/resolve-seal.ts';
import type { Uses } from '../platform/services.ts';
import { removeLeftovers } from './orphans/remove-leftovers.ts';

export type RemoveLeftServices = Uses<
  'catalog' | 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log'
>;

/** What is left of an operation on its cluster, or the local copies whose turn has come with its end. */
export async function removeLeft(services: RemoveLeftServices, operation: Operation): Promise<boolean> {
  if (operation.residuals.length > 0) return await sweepLeftovers(services, operation);
  return await releaseDue(services, operation);
}

async function sweepLeftovers(services: RemoveLeftServices, operation: Operation): Promise<boolean> {
  const { clock, config, leases, ledger } = services;
  const { left, isGone } = await sweepOne(services, operation);
  // A Lambda of the last execution may still run, and make something.
  const settled = clock.now().getTime() - Date.parse(operation.finishedAt ?? '') > config.takeoverGraceSeconds * 1000;
  if (left.length > 0 || !settled) return false;
  if (isGone) await noteGone(services, operation);
  // Only now is it certain that no Job of it makes a repository any more.
  for (const lease of operation.heldLeases ?? []) await leases.release(lease, operation.operationId);
  await closeIfComplete(services, await ledger.updateEnded(operation.operationId, { residuals: [] }));
  return true;
}

/** What is left of it, and whether its cluster is registered no more, so that nobody can tell. */
async function sweepOne(services: RemoveLeftServices, operation: Operation) {
  const { clusters } = services;
  if (operation.kind === 'delete') {
    // Its last execution may have been lost before it settled the backup's row.
    await settleBackup(services, operation);
    return { left: await removeJobs(services, operation), isGone: false };
  }
  const registered = await findCluster(services, operation.refs.cluster);
  const left = registered ? await removeLeftovers(services, await clusters.open(registered, 'backup'), operation) : [];
  if (operation.phase !== 'Succeeded' && !(await removeSeal(services, operation))) left.push(residualOfSeal(operation));
  return { left, isGone: registered === undefined };
}

/**
 * Of an operation whose cluster is registered no more nobody can ever look what is left there. The record says so, and how
 * to find it, before the operation is closed; should the cluster be registered again, removeOrphans finds it by its label.
 */
export async function noteGone(
  { ledger, log }: Uses<'ledger' | 'log'>,
  { operationId, refs, warnings, residuals }: Operation,
): Promise<void> {
  const { name } = refs.cluster;
  const message = `cluster.gone: cluster ${name} was removed before clean-up ended; what is left there has the label snapferry.dev/operation=${operationId}`;
  await ledger.appendEvent(operationId, { type: 'ClusterGone', message, details: { residuals } });
  await ledger.updateEnded(operationId, { warnings: [...warnings, message] });
  log.warn('cluster is gone', { operationId, cluster: name });
}
