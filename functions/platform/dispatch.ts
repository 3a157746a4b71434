import { Fault } from '../domain/errors.ts';
import type { StepResult } from '../domain/operation/step-result.ts';
import type { LambdaContext } from './lambda-context.ts';
import type { Step, StepPayload } from './step.ts';

/** The step of a state: `PlanBackup` runs `planBackup`. */
export function stepOf(state: string): string {
  return state.charAt(0).toLowerCase() + state.slice(1);
}

type Steps<Services> = Record<string, (services: Services) => Step>;

/**
 * One deployed function runs several steps; which one is the name of the state that calls it.
 * @param previous by the names that states had in the landing before, whose executions still run
 */
export function dispatch<Services>(services: Services, steps: Steps<Services>, previous: Steps<Services> = {}) {
  const all = { ...previous, ...steps };
  const made = new Map(Object.entries(all).map(([name, makeStep]) => [name, makeStep(services)]));
  return async (payload: StepPayload, context: LambdaContext): Promise<StepResult> => {
    const chosen = made.get(stepOf(payload.step));
    if (!chosen) throw new Fault('internal', `this function has no step ${payload.step}`);
    return await chosen(payload, () => context.getRemainingTimeInMillis());
  };
}
