import * as z from 'zod';
import { time } from '../open-record.ts';

export const EXECUTION_STATUSES = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** The newest of each state on a page. */
const MAX_RETRIES = 20;

const retrySchema = z.strictObject({
  at: time,
  error: z.string().describe('the name by which the machine retries or catches it'),
  cause: z.string().optional(),
});

export const historyStateSchema = z.strictObject({
  state: z.string(),
  type: z.string().describe('of the state machine: Task, Choice, Wait …'),
  enteredAt: time.describe('first'),
  leftAt: time.optional().describe('last; absent while it is there, and where the execution ended in it'),
  visits: z.int().describe('how often it was entered on this page'),
  seconds: z.number().describe('in it, over all visits'),
  tries: z.int().describe('of a Task: how often its function was asked'),
  failures: z.int().describe('of a Task: how often that failed'),
  retries: z.array(retrySchema).describe(`its failures, the newest ${MAX_RETRIES}`),
  status: z.string().optional().describe('what its function said last'),
  counts: z.record(z.string(), z.number()).optional(),
  bytes: z.number().optional(),
});
export type HistoryState = z.infer<typeof historyStateSchema>;

/** A state that was entered on the page before and not left there. */
export const openVisitSchema = z.strictObject({
  state: z.string().max(100),
  type: z.string().max(100),
  at: z.iso.datetime(),
});
export type OpenVisit = z.infer<typeof openVisitSchema>;

/** One event of an execution's history, as far as our machines have such: no Map, no Parallel, one Task at a time. */
export type HistoryEvent = { at: string } & (
  | { kind: 'entered'; state: string; type: string }
  | { kind: 'left'; state: string }
  | { kind: 'begun' }
  /** The Task's function has answered. */
  | { kind: 'answered'; status?: string; counts?: Record<string, number>; bytes?: number }
  | { kind: 'failed'; error: string; cause?: string }
  | { kind: 'ended'; error?: string; cause?: string }
);

/**
 * What a page of an execution's history says of each state, in the order in which they were first entered.
 * @param open what the page before left open: the time in it counts for this page, the visit for that one
 */
export function foldHistory(events: readonly HistoryEvent[], open: OpenVisit | undefined) {
  const states = new Map<string, HistoryState>();
  let current = open;
  const of = ({ state, type, at }: OpenVisit, visits: number): HistoryState => {
    const found = states.get(state);
    if (found) return found;
    const fresh = { state, type, enteredAt: at, visits, seconds: 0, tries: 0, failures: 0, retries: [] };
    states.set(state, fresh);
    return fresh;
  };
  for (const event of events) {
    if (event.kind === 'entered') {
      current = { state: event.state, type: event.type, at: event.at };
      const state = of(current, 0);
      state.visits += 1;
      delete state.leftAt;
      continue;
    }
    if (!current) continue;
    note(of(current, 0), event, current.at);
    if (event.kind === 'left' || event.kind === 'ended') current = undefined;
  }
  return { states: [...states.values()], open: current };
}

function note(state: HistoryState, event: Exclude<HistoryEvent, { kind: 'entered' }>, since: string): void {
  const { at } = event;
  if (event.kind === 'begun') state.tries += 1;
  if (event.kind === 'answered') {
    const { status, counts, bytes } = event;
    Object.assign(state, {
      ...(status ? { status } : {}),
      ...(counts ? { counts } : {}),
      ...(bytes === undefined ? {} : { bytes }),
    });
  }
  if (event.kind === 'failed') {
    const { error, cause } = event;
    state.failures += 1;
    state.retries = [...state.retries, { at, error, ...(cause ? { cause } : {}) }].slice(-MAX_RETRIES);
  }
  if (event.kind !== 'left' && event.kind !== 'ended') return;
  state.seconds = Math.round((state.seconds + (Date.parse(at) - Date.parse(since)) / 1000) * 1000) / 1000;
  if (event.kind === 'left') state.leftAt = at;
}
