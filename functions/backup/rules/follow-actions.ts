import type { ActionRun } from '../../domain/rule/action-run.ts';
import { inParallel } from '../../platform/in-parallel.ts';
import type { On } from './exec-action.ts';

/** In each of which one session runs. */
export const CONTAINERS_AT_ONCE = 8;
/** Of the function's time: the longest look at a command, and the way there. */
export const RESERVE_MS = 60_000;
const PAUSE_MS = 200;

interface Following {
  /** One look: what the action has come to. */
  look(action: ActionRun): Promise<ActionRun>;
  isDone(action: ActionRun): boolean;
  /** Asked before each round of looks. */
  isOut(): boolean;
}

/** Looks at actions side by side until all are done. @returns undefined where it is out of time before */
export async function followActions(
  { services: { clock } }: On,
  actions: readonly ActionRun[],
  { look, isDone, isOut }: Following,
): Promise<readonly ActionRun[] | undefined> {
  let rows = actions;
  while (!rows.every(isDone)) {
    if (isOut()) return undefined;
    const next: ActionRun[] = [];
    await inParallel(rows, CONTAINERS_AT_ONCE, async (one) => {
      next.push(isDone(one) ? one : await look(one));
    });
    rows = next;
    if (!rows.every(isDone)) await clock.sleep(PAUSE_MS);
  }
  return rows;
}
