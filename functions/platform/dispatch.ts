import { Fault } from '../domain/errors.ts';
import type { StepResult } from '../domain/operation/step-result.ts';
import type { LambdaContext } from './lambda-context.ts';
import type { Step, StepPayload } from './step.ts';

/** The step of a state: `PlanBackup` runs `planBackup`. */
export function stepOf(state: string): string {
  return state.charAt(0).toLowerCase() + state.slice(1);
}

/**
 * One deployed function runs several steps; which one is the name of the state that calls it.
 * @param previous by the names that states had in the landing before, whose executions still run
 */
export function dispatch(steps: Record<string, Step>, previous: Record<string, Step> = {}) {
  return async (payload: StepPayload, context: LambdaContext): Promise<StepResult> => {
    const name = stepOf(payload.step);
    const chosen = steps[name] ?? previous[name];
    if (!chosen) throw new Fault('internal', `this function has no step ${payload.step}`);
    return await chosen(payload, () => context.getRemainingTimeInMillis());
  };
}
