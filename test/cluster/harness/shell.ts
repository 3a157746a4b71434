import { execFile } from 'node:child_process';
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
