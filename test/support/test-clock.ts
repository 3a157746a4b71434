import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../functions/services/clock/clock.ts';

/** A clock that stands until it is told to go on. */
export function createTestClock(start = '2026-11-23T09:00:00.000Z'): Clock & { advance(seconds: number): void } {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    advance: (seconds) => {
      now += seconds * 1000;
    },
    sleep: async (ms) => {
      now += ms;
    },
    randomBytes: (size) => randomBytes(size),
    uuid: () => randomUUID(),
  };
}
