import type { Residual } from '../../domain/operation/record.ts';
import { type StepResult, waiting } from '../../domain/operation/step-result.ts';
import type { StepCall } from '../../platform/step.ts';

/** What will not go in ten minutes is recorded, and the sweep comes back for it. */
const RESIDUAL_AFTER_SECONDS = 600;
const LONGEST_WAIT_SECONDS = 60;

/**
 * Whether a CleanUp has to come back: for what is still there, or since after a takeover an empty LIST is believed only once
 * a Lambda of the lost execution can no longer run.
 * @returns how long to wait; undefined when it is time to end with what is left
 */
export function waitForRemoval(
  { takeoverGraceSeconds }: { takeoverGraceSeconds: number },
  { run, secondsInStage, wait }: Pick<StepCall<'backup'>, 'run' | 'secondsInStage' | 'wait'>,
  left: readonly Residual[],
  residualAfterSeconds = RESIDUAL_AFTER_SECONDS,
): StepResult | undefined {
  if (left.length > 0) return secondsInStage < residualAfterSeconds ? wait({ left: left.length }) : undefined;
  const doubt = run.epoch > 1 ? takeoverGraceSeconds - secondsInStage : 0;
  return doubt > 0 ? waiting(Math.ceil(Math.min(doubt, LONGEST_WAIT_SECONDS)), { left: 0 }) : undefined;
}
