import { CommanderError } from 'commander';
import { ApiProblem } from '../client/client.ts';
import { refusalOf } from './api/problems.ts';
import { CliError, Ended, EXIT, type ExitCode } from './exit.ts';
import { say } from './output/plain.ts';
import { createProgram } from './program.ts';
import type { Shell } from './shell.ts';

/** Runs one command line. @returns the code that the process ends with; what went wrong was said in sentences */
export async function run(shell: Shell, words: readonly string[], version: string): Promise<ExitCode> {
  try {
    await createProgram(shell, version).parseAsync([...words], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return ended(shell, error);
  }
}

function ended(shell: Shell, error: unknown): ExitCode {
  if (error instanceof Ended) return error.code;
  // commander has said what it had to say
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const known = error instanceof ApiProblem ? refusalOf(error) : error;
  const message = known instanceof Error ? known.message : String(known);
  const more = known instanceof CliError ? known.more : [];
  say(shell, `snapferry: ${message}`, ...more);
  return known instanceof CliError ? known.code : EXIT.refused;
}
