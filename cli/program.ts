import { Command } from 'commander';
import { applyCommand } from './commands/apply.ts';
import { createCommands, group, kindCommands } from './commands/by-kind.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { contextCommands } from './commands/context.ts';
import { deleteCommand } from './commands/delete.ts';
import { describeCommand } from './commands/describe.ts';
import { editCommand } from './commands/edit.ts';
import { eventsCommand } from './commands/events.ts';
import { getCommand } from './commands/get.ts';
import { loginCommand, logoutCommand } from './commands/login.ts';
import { resumeCommand, runCommand, suspendCommand } from './commands/schedule.ts';
import { statusCommand, whoamiCommand } from './commands/status.ts';
import {
  cancelCommand,
  holdCommand,
  releaseCommand,
  retryCommand,
  undoCommand,
  waitCommand,
} from './commands/verbs.ts';
import type { Shell } from './shell.ts';

/** The whole tree of commands. What a verb does stands in the file of the verb. */
export function createProgram(shell: Shell, version: string): Command {
  const program = new Command('snapferry')
    .description('Backs up Kubernetes namespaces, and brings them back.')
    .version(version, '--version', 'which version this is')
    .option('--context <name>', 'an installation that was signed in to, in place of the current one')
    .addHelpText('after', EXAMPLES);
  const add = (title: string, commands: Command[]) => {
    program.commandsGroup(title);
    for (const command of commands) program.addCommand(command);
  };
  add('Look:', [
    statusCommand(shell),
    getCommand(shell),
    describeCommand(shell),
    eventsCommand(shell),
    waitCommand(shell),
  ]);
  add('Make and change:', [createCommands(shell), applyCommand(shell), editCommand(shell), deleteCommand(shell)]);
  add('Of backups and restores:', [
    cancelCommand(shell),
    retryCommand(shell),
    holdCommand(shell),
    releaseCommand(shell),
    undoCommand(shell),
  ]);
  add('Of schedules:', [runCommand(shell), suspendCommand(shell), resumeCommand(shell)]);
  add('By kind:', kindCommands(shell));
  add('This program:', [
    loginCommand(shell),
    whoamiCommand(shell),
    logoutCommand(shell),
    group('context', 'Installations that were signed in to', ['contexts'], contextCommands(shell)),
    completionCommand(shell),
    new Command('version').description('Print which version this is').action(() => shell.out(`${version}\n`)),
  ]);
  program.addCommand(completeCommand(shell, program), { hidden: true });
  within(program, shell);
  return program;
}

const EXAMPLES = `
Examples:
  snapferry backup create -c demo -n shop -L local --wait
  snapferry get backups --phase Failed --from 24h
  snapferry describe bk-w5vb
  snapferry restore create --latest -n shop --map shop=shop-copy --dry-run

Exit codes: 0 done, 1 refused or failed, 2 wrong use, 3 not found, 4 not signed in or not allowed,
5 the awaited operation failed, 6 it was cancelled, 7 the timeout of --wait.`;

/** What commander says goes to the shell, and how it ends is thrown. */
function within(command: Command, shell: Shell): void {
  command.exitOverride();
  command.configureHelp({ showGlobalOptions: command.parent !== null });
  command.configureOutput({
    writeOut: (text) => shell.out(text),
    writeErr: (text) => shell.err(text),
    outputError: (text, write) => write(text.replace(/^error: /, 'snapferry: ')),
  });
  if (command.commands.length > 0 && command.parent) command.helpCommand(false);
  for (const one of command.commands) within(one, shell);
}
