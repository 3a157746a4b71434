import type { Residual } from '../../domain/operation.ts';
import { type StepResult, waiting } from '../../domain/step-result.ts';
import type { Services } from '../services.ts';
import { failureOfMachine, type StepCall } from '../step.ts';
import { removeTemporary } from './remove-temporary.ts';

type Used = Pick<Services, 'clusters' | 'config' | 'ledger'>;

/**
 * The turn of a CleanUp whose operation has made nothing on its cluster but movers. An empty LIST after a takeover is believed
 * only once a Lambda of the lost execution can no longer run.
 * @returns what is left when it is time to end, or how long to wait
 */
export async function clearTemporary<Spec>(
  { clusters, config, ledger }: Used,
  { operation, run, payload, secondsInStage, wait }: StepCall<Spec>,
  residualAfterSeconds: number,
): Promise<{ left: Residual[] } | { next: StepResult }> {
  const caught = payload.state?.failure;
  if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
  const cluster = await clusters.open(operation.refs.cluster, 'backup');
  const left = await removeTemporary(cluster, config.installationId, run.operationId);
  const doubt = run.epoch > 1 ? config.takeoverGraceSeconds - secondsInStage : 0;
  if (left.length === 0 && doubt > 0) return { next: waiting(Math.ceil(Math.min(doubt, 60)), { left: 0 }) };
  if (left.length > 0 && secondsInStage < residualAfterSeconds) return { next: wait({ left: left.length }) };
  return { left };
}
