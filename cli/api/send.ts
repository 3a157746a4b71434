import { CliError, EXIT } from '../exit.ts';
import type { Shell } from '../shell.ts';

const TRIES = 3;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const PASSING = new Set([429, 502, 503, 504]);

/**
 * Sends a request, and again where that is harmless: what only reads, and what carries an Idempotency-Key, which is the same
 * request however often it comes. @throws CliError in a sentence where nothing answers
 */
export async function sendPatiently(shell: Shell, request: Request): Promise<Response> {
  const again = request.method === 'GET' || request.headers.has('idempotency-key');
  for (let attempt = 1; ; attempt++) {
    const last = attempt === TRIES || !again;
    const answer = await once(shell, request.clone(), last);
    if (answer && (last || !PASSING.has(answer.status))) return answer;
    await answer?.body?.cancel();
    await shell.pause(pauseBefore(attempt, answer, shell.now()));
  }
}

/** undefined where it may pass, and is tried again. */
async function once(shell: Shell, request: Request, last: boolean): Promise<Response | undefined> {
  try {
    return await shell.send(request);
  } catch (error) {
    const why = reasonOf(error);
    if (!last && !FINAL.test(why)) return undefined;
    const { origin } = new URL(request.url);
    throw new NoAnswer(EXIT.refused, `nothing answers at ${origin}: ${why}`, [
      isLoopback(origin)
        ? 'npm start runs Snapferry on this machine'
        : 'look at the address of the context, and at the network',
    ]);
  }
}

/** No answer at all: while something is awaited, that passes. */
export class NoAnswer extends CliError {}

/** It will not be otherwise in a second. */
const FINAL = /ECONNREFUSED|ENOTFOUND|CERT|certificate|self.signed/i;

/** What undici says is `fetch failed`; why is in its cause. */
export function reasonOf(error: unknown): string {
  const { cause, message, name } = error as {
    cause?: { code?: string; message?: string };
    message: string;
    name: string;
  };
  if (name === 'TimeoutError') return 'no answer in time';
  return cause?.code ?? cause?.message ?? message;
}

/** As the answer asks for, in seconds or as a date; else longer each time. */
function pauseBefore(attempt: number, answer: Response | undefined, now: number): number {
  const asked = answer?.headers.get('retry-after');
  const seconds = Number(asked ?? Number.NaN);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(asked ?? '') - now;
  return Math.min(Number.isFinite(ms) && ms >= 0 ? ms : FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
}

export function isLoopback(origin: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(origin).hostname);
}
