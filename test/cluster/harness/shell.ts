import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a program and returns what it printed. @throws Error with the command and what it said on stderr. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute(command, [...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new Error(`${command} ${args.join(' ')}: ${said}`, { cause });
  }
}

/** Whether the program ended with 0. */
export async function succeeds(command: string, ...args: readonly string[]): Promise<boolean> {
  return await run(command, ...args).then(
    () => true,
    () => false,
  );
}

/**
 * Asks until the answer is neither undefined nor false.
 * @throws Error naming `what` and the last error after `seconds`.
 */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await pause(100);
  } while (Date.now() < deadline);
  throw new Error(`${what}: not within ${seconds} s`, { cause: last });
}
