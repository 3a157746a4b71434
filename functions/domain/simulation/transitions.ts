import { waitAfter } from '../operation/step-result.ts';
import type { Transitions } from './simulation.ts';

/** List price of us-east-1 in dollars, November 2026: aws.amazon.com/step-functions/pricing, a standard workflow. */
export const DOLLARS_A_TRANSITION = 0.025 / 1000;

/** Task states that a backup passes through when nothing goes wrong. */
export const BACKUP_STATES = 13;

/** Of a backup with rules: each freeze group is quiesced, cut, thawed and then kept by six of them. */
export function statesOf(groups: number, hasRules: boolean): number {
  return hasRules ? BACKUP_STATES - 2 + 6 * Math.max(1, groups) : BACKUP_STATES;
}

/**
 * What the machine of an operation takes: each Task and its Choice once, and once more with a Wait for each look at what its
 * movers do. The start and the end are one each.
 * @param polledSeconds that it waits for its movers
 */
export function transitionsOf(states: number, polledSeconds: number): Transitions {
  let polls = 0;
  for (let at = 0; at < polledSeconds; at += waitAfter(at)) polls += 1;
  const count = 2 * states + 3 * polls + 2;
  return { count, dollars: count * DOLLARS_A_TRANSITION };
}
