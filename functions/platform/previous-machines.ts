import type { StepResult } from '../domain/operation/step-result.ts';
import type { Step, StepPayload } from './step.ts';

/*
 * For one landing. An execution goes on with the definition that it began with, and those of the landing before branch on
 * counts where today's branch on the status. It goes when test/fixtures/previous has machines of a later landing.
 */

/** They do not say when they entered the state. */
export function isOfPrevious({ enteredAt }: StepPayload): boolean {
  return enteredAt === undefined;
}

/** Their Choices want `launchable` in every result of a state that watches movers, and go to launch when there is any. */
export function withLaunchable(result: StepResult): StepResult {
  return { ...result, counts: { ...result.counts, launchable: result.status === 'launch' ? 1 : 0 } };
}

/** CheckSnapshotsCut was `done` with each group, and said by a count whether there is another one. */
export function countingGroups(step: Step): Step {
  return async (...given) => {
    const result = await step(...given);
    const groupsLeft = result.status === 'next-group' ? 1 : 0;
    const status = groupsLeft === 1 ? 'done' : result.status;
    return { ...result, status, counts: { ...result.counts, groupsLeft } };
  };
}

/** CheckSnapshotSupport looked for room, and made it, in one state: both go by that name, or its clock would never run. */
export function makingRoom(check: Step, make: Step): Step {
  return async (...given) => {
    const result = await check(...given);
    return result.status === 'make-room' ? await make(...given) : result;
  };
}
