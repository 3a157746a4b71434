import { Command } from 'commander';
import { applyCommand } from './commands/apply.ts';
import { createBackupCommand } from './commands/backup.ts';
import { registerCommand, validateClusterCommand } from './commands/cluster.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { contextCommands } from './commands/context.ts';
import { deleteCommand } from './commands/delete.ts';
import { describeCommand } from './commands/describe.ts';
import { editCommand } from './commands/edit.ts';
import { eventsCommand } from './commands/events.ts';
import { getCommand } from './commands/get.ts';
import { ofThing, specCommand } from './commands/kind-reads.ts';
import {
  createLocationCommand,
  maintainCommand,
  recoveryKeyCommand,
  validateLocationCommand,
} from './commands/location.ts';
import { loginCommand, logoutCommand } from './commands/login.ts';
import { createNotificationCommand, testNotificationCommand } from './commands/notification.ts';
import { createPolicyCommand } from './commands/policy.ts';
import { createRestoreCommand } from './commands/restore.ts';
import { createRuleCommand } from './commands/rule.ts';
import { createScheduleCommand, resumeCommand, runCommand, suspendCommand } from './commands/schedule.ts';
import {
  cancelCommand,
  holdCommand,
  releaseCommand,
  retryCommand,
  undoCommand,
  waitCommand,
} from './commands/verbs.ts';
import { clusters, locations, notifications, policies, rules, schedules } from './kinds/catalog.ts';
import type { AnyKind } from './kinds/kind.ts';
import { namespaces, provisioners, resources, resourceTypes } from './kinds/of-cluster.ts';
import { objects, resourceCounts, volumes } from './kinds/of-operation.ts';
import { actions, executions, history } from './kinds/of-run.ts';
import { backups, operations, restores } from './kinds/operations.ts';
import { nextRuns } from './kinds/others.ts';
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
  add('Look:', [getCommand(shell), describeCommand(shell), eventsCommand(shell), waitCommand(shell)]);
  add('Make and change:', [createCommands(shell), applyCommand(shell), editCommand(shell), deleteCommand(shell)]);
  add('Of backups and restores:', [
    cancelCommand(shell),
    retryCommand(shell),
    holdCommand(shell),
    releaseCommand(shell),
    undoCommand(shell),
  ]);
  add('Of schedules:', [runCommand(shell), suspendCommand(shell), resumeCommand(shell)]);
  add('By kind:', kinds(shell));
  add('This program:', [
    loginCommand(shell),
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

/** `create backup …` is `backup create …`. */
function createCommands(shell: Shell): Command {
  return group(
    'create',
    'Make a backup, a restore or a thing',
    [],
    [
      createBackupCommand(shell).name('backup'),
      createRestoreCommand(shell).name('restore'),
      createScheduleCommand(shell).name('schedule'),
      createPolicyCommand(shell).name('policy'),
      createLocationCommand(shell).name('location'),
      registerCommand(shell).name('cluster').alias('clusters'),
      createRuleCommand(shell).name('rule'),
      createNotificationCommand(shell).name('notification'),
    ],
  );
}

/** Each kind with all its verbs. */
function kinds(shell: Shell): Command[] {
  const reads = (kind: AnyKind) => [getCommand(shell, kind).alias('list'), describeCommand(shell, kind)];
  const of = (...all: AnyKind[]) => all.map((kind) => ofThing(shell, kind));
  const writes = (kind: AnyKind) => [editCommand(shell, kind.singular), deleteCommand(shell, kind)];
  const kindGroup = (kind: AnyKind, title: string, commands: Command[]) =>
    group(kind.singular, title, [kind.plural, ...kind.short], commands);
  return [
    kindGroup(backups, 'Backups', [
      createBackupCommand(shell),
      ...reads(backups),
      eventsCommand(shell, backups),
      ...of(volumes, resourceCounts, actions),
      specCommand(shell),
      cancelCommand(shell, backups),
      retryCommand(shell, backups),
      holdCommand(shell),
      releaseCommand(shell),
      deleteCommand(shell, backups),
    ]),
    kindGroup(restores, 'Restores', [
      createRestoreCommand(shell),
      ...reads(restores),
      eventsCommand(shell, restores),
      ...of(volumes, objects, resourceCounts),
      cancelCommand(shell, restores),
      retryCommand(shell, restores),
      undoCommand(shell),
    ]),
    kindGroup(operations, 'Operations of any kind', [
      ...reads(operations),
      eventsCommand(shell),
      ...of(volumes, executions, history),
      cancelCommand(shell),
      waitCommand(shell),
    ]),
    kindGroup(schedules, 'Schedules', [
      createScheduleCommand(shell),
      ...reads(schedules),
      runCommand(shell),
      suspendCommand(shell),
      resumeCommand(shell),
      ...writes(schedules),
    ]),
    kindGroup(policies, 'Policies: when, and how many to keep', [
      createPolicyCommand(shell),
      ...reads(policies),
      ...of(nextRuns),
      ...writes(policies),
    ]),
    kindGroup(locations, 'Locations: buckets for copies', [
      createLocationCommand(shell),
      ...reads(locations),
      validateLocationCommand(shell),
      maintainCommand(shell),
      recoveryKeyCommand(shell),
      ...writes(locations),
    ]),
    kindGroup(clusters, 'Clusters', [
      registerCommand(shell),
      ...reads(clusters),
      validateClusterCommand(shell),
      ...of(namespaces, resourceTypes, resources, provisioners),
      ...writes(clusters),
    ]),
    kindGroup(rules, 'Rules: commands around the cut', [createRuleCommand(shell), ...reads(rules), ...writes(rules)]),
    kindGroup(notifications, 'Receivers of notifications', [
      createNotificationCommand(shell),
      ...reads(notifications),
      testNotificationCommand(shell),
      ...writes(notifications),
    ]),
  ];
}

function group(name: string, description: string, aliases: string[], commands: Command[]): Command {
  const command = new Command(name).description(description).aliases(aliases);
  for (const one of commands) command.addCommand(one);
  return command;
}

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
