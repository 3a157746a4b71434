import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../../functions/services/clock/clock.ts';
import type { StackClock } from '../../../local/clock.ts';

/** The stack's time, as the product's services read it: a function that sleeps moves virtual time on. */
export function productClock(clock: StackClock): Clock {
  return {
    now: () => new Date(clock.now()),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    randomBytes: (size) => randomBytes(size),
    uuid: () => randomUUID(),
  };
}
