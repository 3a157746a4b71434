import { Command } from 'commander';
import { notifications, policies, rules, schedules } from '../kinds/catalog.ts';
import type { AnyKind } from '../kinds/kind.ts';
import { namespaces, provisioners, resources, resourceTypes } from '../kinds/of-cluster.ts';
import { objects, resourceCounts, volumes } from '../kinds/of-operation.ts';
import { actions, executions, history } from '../kinds/of-run.ts';
import { backups, operations, restores } from '../kinds/operations.ts';
import { nextRuns, runsAhead } from '../kinds/others.ts';
import { clusters, locations } from '../kinds/places.ts';
import { protection } from '../kinds/protection.ts';
import type { Shell } from '../shell.ts';
import { createBackupCommand } from './backup.ts';
import { registerCommand, validateClusterCommand } from './cluster.ts';
import { deleteCommand } from './delete.ts';
import { describeCommand } from './describe.ts';
import { editCommand } from './edit.ts';
import { eventsCommand } from './events.ts';
import { getCommand } from './get.ts';
import { ofThing, specCommand } from './kind-reads.ts';
import { createLocationCommand, maintainCommand, recoveryKeyCommand, validateLocationCommand } from './location.ts';
import { createNotificationCommand, testNotificationCommand } from './notification.ts';
import { createPolicyCommand, previewCommand } from './policy.ts';
import { createRestoreCommand } from './restore.ts';
import { createRuleCommand } from './rule.ts';
import { createScheduleCommand, resumeCommand, runCommand, suspendCommand } from './schedule.ts';
import { cancelCommand, holdCommand, releaseCommand, retryCommand, undoCommand, waitCommand } from './verbs.ts';

/** `create backup …` is `backup create …`. */
export function createCommands(shell: Shell): Command {
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
export function kindCommands(shell: Shell): Command[] {
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
      ...of(runsAhead),
      runCommand(shell),
      suspendCommand(shell),
      resumeCommand(shell),
      ...writes(schedules),
    ]),
    kindGroup(policies, 'Policies: when, and how many to keep', [
      createPolicyCommand(shell),
      ...reads(policies),
      ...of(nextRuns),
      previewCommand(shell),
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
      ...of(namespaces, protection, resourceTypes, resources, provisioners),
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

export function group(name: string, description: string, aliases: string[], commands: Command[]): Command {
  const command = new Command(name).description(description).aliases(aliases);
  for (const one of commands) command.addCommand(one);
  return command;
}
