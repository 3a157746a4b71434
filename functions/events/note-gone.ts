import type { Operation } from '../domain/operation/operation.ts';
import type { Services } from '../platform/services.ts';

/**
 * Of an operation whose cluster is registered no more nobody can ever look what is left there. The record says so, and how
 * to find it, before the operation is closed; should the cluster be registered again, upkeep finds it by its label.
 */
export async function noteGone(
  { ledger, log }: Pick<Services, 'ledger' | 'log'>,
  { operationId, refs, warnings, residuals }: Operation,
): Promise<void> {
  const { name } = refs.cluster;
  const message = `cluster.gone: cluster ${name} was removed before clean-up ended; what is left there has the label snapferry.dev/operation=${operationId}`;
  await ledger.appendEvent(operationId, { type: 'ClusterGone', message, details: { residuals } });
  await ledger.updateEnded(operationId, { warnings: [...warnings, message] });
  log.warn('cluster is gone', { operationId, cluster: name });
}
