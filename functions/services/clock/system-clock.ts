import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { Clock } from './clock.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => after(ms, undefined, signal ? { signal } : {}),
  randomBytes: (size) => randomBytes(size),
  uuid: () => randomUUID(),
};
