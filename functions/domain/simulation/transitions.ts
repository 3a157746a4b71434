import type { Transitions } from './simulation.ts';

/** List price of us-east-1 in dollars, November 2026: aws.amazon.com/step-functions/pricing, a standard workflow. */
export const DOLLARS_A_TRANSITION = 0.025 / 1000;
/** A millionth of a dollar: less than one transition. */
const ROUNDED_TO = 1e6;

/** Task states that a backup passes through when nothing goes wrong. */
export const BACKUP_STATES = 13;

interface Way {
  /** That are frozen one after the other; 0 without rules, and where nothing is cut. */
  freezes: number;
  /** Whether snapshots have to give way first. */
  makesRoom: boolean;
}

/** Of a backup: each freeze group is quiesced, cut, thawed and then kept by six of them. */
export function statesOf({ freezes, makesRoom }: Way): number {
  const ofFreezes = freezes > 0 ? 6 * freezes - 2 : 0;
  return BACKUP_STATES + ofFreezes + (makesRoom ? 1 : 0);
}

/**
 * What the machine of an operation takes: each Task and its Choice once, once more with a Wait for each look at what its
 * movers do, and LaunchOffloads and CheckOffloads once more where an upload waits for a mover. The start and the end are one
 * each.
 */
export function transitionsOf(states: number, { polls, launches = 0 }: { polls: number; launches?: number }) {
  const count = 2 * states + 3 * polls + 4 * launches + 2;
  const dollars = Math.round(count * DOLLARS_A_TRANSITION * ROUNDED_TO) / ROUNDED_TO;
  return { count, dollars } satisfies Transitions;
}
