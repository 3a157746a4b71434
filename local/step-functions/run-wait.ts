import type { StackClock } from '../clock.ts';
import { isObject, type Json } from '../json.ts';
import { failure } from './failure.ts';

/** Sits out a Wait state. @param wait `{seconds}` or `{timestamp}`, filled in */
export async function runWait(name: string, wait: Json, clock: StackClock, signal: AbortSignal): Promise<Json> {
  await clock.sleep(milliseconds(name, wait, clock), signal);
  return null;
}

function milliseconds(name: string, wait: Json, clock: StackClock): number {
  const { seconds, timestamp } = isObject(wait) ? wait : {};
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0) return seconds * 1000;
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (Number.isFinite(time)) return Math.max(0, time - clock.now());
  const cause = `The state '${name}' has no valid time to wait for: ${JSON.stringify(wait)}`;
  throw failure('States.Runtime', cause, { terminal: true });
}
