import type { Residual } from '../../domain/operation.ts';
import type { StepResult } from '../../domain/step-result.ts';
import type { Services } from '../services.ts';
import { failureOfMachine, type StepCall } from '../step.ts';
import { removeTemporary } from './remove-temporary.ts';
import { waitForRemoval } from './wait-for-removal.ts';

type Used = Pick<Services, 'clusters' | 'config' | 'ledger'>;

/**
 * The turn of a CleanUp whose operation has made nothing on its cluster but movers.
 * @returns what is left when it is time to end, or how long to wait
 */
export async function clearTemporary<Spec>(
  { clusters, config, ledger }: Used,
  call: StepCall<Spec>,
  residualAfterSeconds?: number,
): Promise<{ left: Residual[] } | { next: StepResult }> {
  const { operation, run, payload } = call;
  const caught = payload.state?.failure;
  if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
  const cluster = await clusters.open(operation.refs.cluster, 'backup');
  const left = await removeTemporary(cluster, config.installationId, run.operationId);
  const next = waitForRemoval(config, call, left, residualAfterSeconds);
  return next ? { next } : { left };
}
