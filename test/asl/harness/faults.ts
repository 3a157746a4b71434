import { toFault } from '../../../functions/domain/errors.ts';
import type { Case } from './case.ts';
import type { Turn } from './world.ts';

/** Done to the invocations of one Task state; `turn` counts them from 1. */
export type Fault = (turn: Turn, one: Case) => Promise<unknown>;

const HANGS_MS = 200_000;
/** Just longer than a function may run: it goes on beside its own retry. */
const TIMEOUT_MS = 121_000;
/** A result that is too large ends the execution itself: nothing in the machine can catch it. */
const FATAL = 'x'.repeat(300_000);

const first =
  (fault: Fault): Fault =>
  async (turn, one) =>
    turn.turn === 1 ? await fault(turn, one) : await turn.next();

export const FAULTS = {
  'throws Permanent': first(async () => fail('Permanent')),
  'throws Permanent for good': async () => fail('Permanent'),
  'throws an unknown error': first(async () => fail('TypeError')),
  'throws Transient three times': async ({ turn, next }) => (turn <= 3 ? fail('Transient') : await next()),
  'throws Transient for good': async () => fail('Transient'),
  'times out': first(async (_, { clock }) => await clock.sleep(HANGS_MS)),
  'times out after its side effect': first(async ({ next }, { clock }) => {
    await next();
    await clock.sleep(HANGS_MS);
  }),
  'runs on after it timed out': first(async ({ next }, { clock }) => {
    await clock.sleep(TIMEOUT_MS);
    return await next();
  }),
  'is delivered twice, one after the other': first(async ({ next }) => {
    await next();
    return await next();
  }),
  'is delivered twice at once': first(async ({ next }) => {
    const [one, other] = await Promise.allSettled([next(), next()]);
    if (one.status === 'fulfilled') return one.value;
    if (other.status === 'fulfilled') return other.value;
    throw toFault(one.reason);
  }),
  'dies after its side effect': first(async ({ next }) => {
    await next();
    fail('Lambda.Unknown');
  }),
  'the cluster is unreachable for 30 s': first(async ({ next }, one) => {
    await one.setCluster('down');
    one.clock.detached(() => void one.clock.timer(30_000).then(() => one.setCluster('up')));
    return await next();
  }),
  'the cluster is unreachable for good': first(async ({ next }, one) => {
    await one.setCluster('down');
    return await next();
  }),
  'the location is unreachable for a minute': first(async ({ next }, one) => {
    one.setLocation('down');
    one.clock.detached(() => void one.clock.timer(60_000).then(() => one.setLocation('up')));
    return await next();
  }),
  'the location is unreachable for good': first(async ({ next }, one) => {
    one.setLocation('down');
    return await next();
  }),
  'its execution is stopped': first(async ({ next }, one) => {
    one.stopExecutions();
    return await next();
  }),
  'its execution is stopped after its side effect': first(async ({ next }, one) => {
    const result = await next();
    one.stopExecutions();
    return result;
  }),
  'it is cancelled': first(async ({ next, operationId }, one) => {
    await one.cancel(operationId);
    return await next();
  }),
  'it is cancelled after its side effect': first(async ({ next, operationId }, one) => {
    const result = await next();
    await one.cancel(operationId);
    return result;
  }),
  'its execution is lost': first(async () => FATAL),
  'its execution is lost after its side effect': first(async ({ next }) => {
    await next();
    return FATAL;
  }),
  'its execution is lost and no event tells': first(async (_, one) => {
    one.silence();
    return FATAL;
  }),
  'every execution is lost in it': async ({ next }) => {
    await next();
    return FATAL;
  },
  'the whole stack is killed': first(async ({ next, life }, one) => {
    life.lastCall = 4;
    try {
      await next();
    } finally {
      await one.restart();
    }
    return undefined;
  }),
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

/** None: what the others are measured against. */
export const nothing: Fault = async ({ next }) => await next();

/**
 * Dies after its `write`th write in this state, over all its turns.
 * @param and what becomes of the execution: its Task is tried again, or it is lost with it
 */
export function diesAfterWrite(
  write: number,
  and: 'is tried again' | 'is lost',
): { fault: Fault; died: () => boolean } {
  const budget = { writes: write, spent: false };
  return {
    died: () => budget.spent,
    fault: async ({ life, next }) => {
      if (budget.spent) return await next();
      life.budget = budget;
      try {
        return await next();
      } catch (thrown) {
        if (life.dead && and === 'is lost') return FATAL;
        throw thrown;
      }
    },
  };
}

function fail(name: string): never {
  throw Object.assign(new Error('a fault of the matrix'), { name });
}
