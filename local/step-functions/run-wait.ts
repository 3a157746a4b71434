import type { StackClock } from '../clock.ts';
import type { Json } from '../json.ts';
import { failure } from './failure.ts';

/** Sits out a Wait state. @param wait `{seconds}`, filled in */
export async function runWait(name: string, wait: Json, clock: StackClock, signal: AbortSignal): Promise<Json> {
  const { seconds } = wait as { seconds?: Json };
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
    const cause = `The state '${name}' has no valid time to wait for: ${JSON.stringify(wait)}`;
    throw failure('States.Runtime', cause, { terminal: true });
  }
  await clock.sleep(seconds * 1000, signal);
  return null;
}
