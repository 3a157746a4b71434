import { Command } from 'commander';
import { createBackupCommand } from './commands/backup.ts';
import { contextCommands } from './commands/context.ts';
import { describeCommand } from './commands/describe.ts';
import { getCommand } from './commands/get.ts';
import { loginCommand, logoutCommand } from './commands/login.ts';
import { backups } from './kinds/operations.ts';
import type { Shell } from './shell.ts';

/** The whole tree of commands. */
export function createProgram(shell: Shell, version: string): Command {
  const program = new Command('snapferry')
    .description('Backs up Kubernetes namespaces, and brings them back.')
    .version(version, '--version', 'which version this is')
    .option('--context <name>', 'an installation that was signed in to, in place of the current one');
  program.configureHelp({ showGlobalOptions: true, sortSubcommands: false });

  program.commandsGroup('Look:');
  program.addCommand(getCommand(shell));
  program.addCommand(describeCommand(shell));
  program.commandsGroup('By kind:');
  program.addCommand(
    group(
      'backup',
      'Backups',
      ['backups', 'bk'],
      [createBackupCommand(shell), getCommand(shell, backups), describeCommand(shell, backups)],
    ),
  );
  program.commandsGroup('This program:');
  program.addCommand(loginCommand(shell));
  program.addCommand(logoutCommand(shell));
  program.addCommand(group('context', 'Installations that were signed in to', ['contexts'], contextCommands(shell)));
  within(program, shell);
  return program;
}

function group(name: string, description: string, aliases: string[], commands: Command[]): Command {
  const command = new Command(name).description(description).aliases(aliases);
  for (const one of commands) command.addCommand(one);
  return command;
}

/** What commander says goes to the shell, and how it ends is thrown. */
function within(command: Command, shell: Shell): void {
  command.exitOverride();
  command.configureOutput({ writeOut: (text) => shell.out(text), writeErr: (text) => shell.err(text) });
  for (const one of command.commands) within(one, shell);
}
