import { toFault } from '../../domain/errors.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Residual } from '../../domain/operation/record.ts';
import type { ClusterRef } from '../../domain/operation/refs.ts';
import type { StepResult } from '../../domain/operation/step-result.ts';
import type { Services } from '../../platform/services.ts';
import { failureOfMachine, type StepCall } from '../../platform/step.ts';
import { removeTemporary } from './remove-temporary.ts';
import { waitForRemoval } from './wait-for-removal.ts';

type Used = Pick<Services, 'clusters' | 'config' | 'ledger'>;

/**
 * The turn of a CleanUp whose operation has made nothing on its cluster but movers.
 * @param others clusters on which it may have movers, too: one that does not answer is left to the sweep
 * @returns what is left when it is time to end, or how long to wait
 */
export async function clearTemporary<Kind extends Operation['kind']>(
  { clusters, config, ledger }: Used,
  call: StepCall<Kind>,
  { residualAfterSeconds, others = [] }: { residualAfterSeconds?: number; others?: readonly ClusterRef[] } = {},
): Promise<{ left: Residual[] } | { next: StepResult }> {
  const { operation, run, payload } = call;
  const caught = payload.state?.failure;
  if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
  const cluster = await clusters.open(operation.refs.cluster, 'backup');
  const left = await removeTemporary(cluster, config.installationId, run.operationId);
  for (const ref of others) left.push(...(await removeElsewhere(ref)));
  const next = waitForRemoval(config, call, left, residualAfterSeconds);
  return next ? { next } : { left };

  /** With one that is not registered any more nobody can reach them; they end by themselves. */
  async function removeElsewhere(ref: ClusterRef): Promise<Residual[]> {
    try {
      return await removeTemporary(await clusters.open(ref, 'backup'), config.installationId, run.operationId);
    } catch (thrown) {
      const { code, message } = toFault(thrown);
      if (code === 'cluster.not_found') return [];
      return [{ kind: 'Cluster', name: ref.name, reason: message.slice(0, 300) }];
    }
  }
}
