import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 100;

/**
 * Asks until the answer is neither undefined nor false; an error counts as no answer yet.
 * @param pauseMs between two looks: shorter for what is over soon, longer where a look takes time from what is watched
 * @throws Error naming `what`, with the last error as its cause, after `seconds`
 */
export async function until<T>(
  what: string,
  seconds: number,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  pauseMs = PAUSE_MS,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await pause(pauseMs);
  } while (Date.now() < deadline);
  throw new Error(`${what}: not within ${seconds} s`, { cause: last });
}
