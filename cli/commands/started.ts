import { type Command, Option } from 'commander';
import type { Schemas } from '../../client/client.ts';
import { exitOf, follow } from '../api/follow.ts';
import { Ended, EXIT } from '../exit.ts';
import { phaseOf, tookOf } from '../kinds/operations.ts';
import { type Format, printDocument } from '../output/documents.ts';
import { say } from '../output/plain.ts';
import { bytesOf } from '../output/units.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { duration, output } from './options.ts';

type Operation = Schemas['Operation'];

export interface WaitOptions {
  wait?: boolean;
  timeout?: number;
  output?: Format;
}

/** For commands that start an operation. */
export function addWait(command: Command): Command {
  return command
    .option('--wait', 'show how it goes until it has ended; the exit code says how')
    .addOption(
      new Option('--timeout <time>', '--wait for so long: 90s, 30m, 2h').argParser(duration).implies({ wait: true }),
    )
    .addOption(output(['json', 'yaml', 'name']));
}

/** Says what was started, and with --wait how it ended. @throws Ended with the code of an end that is no success */
export async function started(session: Session, operation: Operation, options: WaitOptions): Promise<void> {
  const { shell } = session;
  if (!options.wait) return printOperation(shell, operation, `${wordOf(operation)} started`, options.output);
  shell.err(`${wordOf(operation)} started\n`);
  await awaited(session, operation.id, options);
}

export async function awaited(session: Session, id: string, options: WaitOptions): Promise<void> {
  const operation = await follow(session, id, options.timeout);
  printOperation(session.shell, operation, endOf(operation, session.shell.now()), options.output);
  sayError(session.shell, operation);
  const code = exitOf(operation);
  if (code !== EXIT.done) throw new Ended(code);
}

/** `backup/bk-…`, which every command takes in place of an id. */
export function wordOf({ kind, id }: Pick<Operation, 'kind' | 'id'>): string {
  return `${kind === 'backup' || kind === 'restore' ? kind : 'operation'}/${id}`;
}

export function printOperation(shell: Shell, operation: Operation, sentence: string, format: Format | undefined): void {
  if (format === 'json' || format === 'yaml') shell.out(printDocument(operation, format));
  else shell.out(format === 'name' ? `${wordOf(operation)}\n` : `${sentence}\n`);
}

function endOf(operation: Operation, now: number): string {
  const { bytes } = operation;
  return [`${wordOf(operation)} ${phaseOf(operation)}`, bytes > 0 ? bytesOf(bytes) : '', tookOf(operation, now)]
    .filter(Boolean)
    .join('  ');
}

export function sayError(shell: Shell, { error, warnings, stage }: Operation): void {
  for (const warning of warnings) say(shell, `warning: ${warning}`);
  if (!error) return;
  say(shell, `${error.message} (${error.code}), in ${error.stage ?? stage ?? 'its beginning'}`, error.remedy);
}
