import type { Operation, OperationChanges } from './operation.ts';
import type { Stage } from './record.ts';

/** What the machine tells a Task as it begins. */
export interface Visit {
  /** When the machine entered the state: the same for every try of one visit. */
  enteredAt?: string | undefined;
  /** The newest result of a Task of this execution, and which state gave it. */
  last?: { state?: string; counts?: Record<string, number>; bytes?: number } | undefined;
  /** Its Task looks once more before it returns. */
  again?: boolean;
}

/** The oldest are dropped: the row is written whole at each step. A backup that is never lost has sixteen. */
export const MAX_STAGES = 100;

type Entered = Pick<
  Operation,
  'epoch' | 'polls' | 'stage' | 'stageStartedAt' | 'turns' | 'stages' | 'visitedAt' | 'error'
>;

/** What changes on an operation's row as a Task begins: the state that it comes from is left, its own is entered. */
export function enterStage(operation: Entered, state: string, visit: Visit, at: string): OperationChanges {
  const { epoch, polls, stage, turns = 0, visitedAt } = operation;
  const isSame = stage === state;
  const known = (operation.stages ?? []).map((one) => (isOf(one, epoch, stage) ? toldOf(one, visit.last) : one));
  const before = isSame
    ? known
    : known.map((one) => (isOf(one, epoch, stage) ? leftBy(one, operation, visit, at) : one));
  const isRetry = isSame && visit.enteredAt !== undefined && visit.enteredAt === visitedAt;
  const found = before.find((one) => isOf(one, epoch, state));
  const entered = found
    ? before.map((one) => (one === found ? visitedAgain(one, visit.again ? undefined : isRetry) : one))
    : [...before, { state, epoch, enteredAt: at, visits: 1, retries: 0 }];
  return {
    polls: polls + 1,
    ...(isSame ? { turns: turns + 1 } : { stage: state, stageStartedAt: at, turns: 1 }),
    ...(visit.enteredAt ? { visitedAt: visit.enteredAt } : {}),
    stages: entered.slice(-MAX_STAGES),
  };
}

/** As the operation, or this epoch of it, ends in the state that it is in. */
export function leaveStage({ epoch, stage, stages = [] }: Pick<Operation, 'epoch' | 'stage' | 'stages'>, at: string) {
  return stages.map((one) => (isOf(one, epoch, stage) ? { ...one, leftAt: at } : one));
}

function isOf(one: Stage, epoch: number, state: string | undefined): boolean {
  return one.epoch === epoch && one.state === state;
}

function toldOf(one: Stage, last: Visit['last']): Stage {
  if (last?.state !== one.state) return one;
  const { counts, bytes } = last;
  return { ...one, ...(counts ? { counts } : {}), ...(bytes ? { bytes } : {}) };
}

/** A machine that comes from a state whose Task has given no result comes by its Catch. */
function leftBy(one: Stage, { error }: Entered, { last }: Visit, at: string): Stage {
  const caught = last?.state !== undefined && last.state !== one.state ? 'internal' : undefined;
  const failure = error?.stage === one.state ? error.code : caught;
  return { ...one, leftAt: at, ...(failure ? { failure } : {}) };
}

/** @param isRetry undefined: it is the same visit, and the same try */
function visitedAgain(stage: Stage, isRetry: boolean | undefined): Stage {
  const { leftAt: _, ...one } = stage;
  if (isRetry === undefined) return one;
  return isRetry ? { ...one, retries: one.retries + 1 } : { ...one, visits: one.visits + 1 };
}
