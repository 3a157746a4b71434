import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { answered } from '../../client/client.ts';
import { naming } from '../api/problems.ts';
import { wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import type { Format } from '../output/documents.ts';
import { BACKUP_FLAGS, type BackupFlags, wholeBackupOf } from '../requests/backup.ts';
import { readBody } from '../requests/files.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { addBackupOptions } from './backup-options.ts';
import { asDocument, create, fromFile, printThing } from './created.ts';
import { listed } from './options.ts';
import { addWait, started, type WaitOptions } from './started.ts';

interface Options extends BackupFlags {
  file?: string;
  policy?: string;
  mayBeDeleted?: string[];
  suspended?: boolean;
  output?: Format;
}

const SCHEDULE_FLAGS = {
  ...Object.fromEntries(Object.entries(BACKUP_FLAGS).map(([pointer, flag]) => [`/backup${pointer}`, flag])),
  '/name': 'NAME',
  '/policy': '--policy',
  '/mayBeDeleted': '--may-be-deleted',
};

export function createScheduleCommand(shell: Shell): Command {
  const command = new Command('create')
    .description('Bind a backup to a policy')
    .argument('[name]', 'what it is called')
    .addOption(fromFile('all of it'))
    .option('--policy <name>', 'when, and how many are kept')
    .option('--may-be-deleted <claims>', 'claims that were, or may be, deleted on purpose: shop/cache,ci/*', listed)
    .option('--suspended', 'no slot runs until it is resumed');
  addBackupOptions(command).addOption(asDocument());
  return command.action(async (name: string | undefined, options: Options) => {
    const session = openSession(shell, command);
    const body = options.file ? { ...readBody(shell, options.file), ...given({ name }) } : bodyOf(name, options);
    await create(session, 'schedule', body, SCHEDULE_FLAGS, options.output);
  });
}

function bodyOf(name: string | undefined, options: Options): object {
  if (!name) throw wrongUse('what is it called? snapferry schedule create NAME');
  const { policy, mayBeDeleted, suspended } = options;
  if (!policy) throw wrongUse('when? --policy NAME');
  return { name, policy, backup: wholeBackupOf(options), ...given({ mayBeDeleted, suspended }) };
}

export function runCommand(shell: Shell): Command {
  const command = new Command('run')
    .description('Run a schedule now, or in its turn where runs of it are not over')
    .argument('<name>', 'of a schedule')
    .option('--entry <id>', 'the entry of the policy that counts this run; else the first one');
  return addWait(command).action(async (name: string, options: WaitOptions & { entry?: string }) => {
    const session = openSession(shell, command);
    const params = { path: { name }, header: { 'Idempotency-Key': randomUUID() } };
    const body = given({ entry: options.entry });
    const asked = answered(session.api.POST('/v1/schedules/{name}/run', { params, body }));
    await started(session, await naming({ '/entry': '--entry' }, asked), options);
  });
}

export function suspendCommand(shell: Shell): Command {
  const command = new Command('suspend')
    .description('Let no slot of a schedule run until it is resumed')
    .argument('<name>', 'of a schedule')
    .addOption(new Option('--reason <text>', 'why, for whoever looks later').makeOptionMandatory())
    .addOption(asDocument());
  return command.action(async (name: string, { reason, output }: { reason: string; output?: Format }) => {
    const session = openSession(shell, command);
    const asked = session.api.POST('/v1/schedules/{name}/suspend', { params: { path: { name } }, body: { reason } });
    printThing(
      shell,
      await naming({ '/reason': '--reason' }, answered(asked)),
      `schedule/${name}`,
      'suspended',
      output,
    );
  });
}

export function resumeCommand(shell: Shell): Command {
  const command = new Command('resume')
    .description('Let slots of a schedule run again, from now on')
    .argument('<name>', 'of a schedule')
    .option('--reason <text>', 'why, for whoever looks later')
    .addOption(asDocument());
  return command.action(async (name: string, { reason, output }: { reason?: string; output?: Format }) => {
    const session = openSession(shell, command);
    const body = given({ reason });
    const asked = session.api.POST('/v1/schedules/{name}/resume', { params: { path: { name } }, body });
    printThing(shell, await naming({ '/reason': '--reason' }, answered(asked)), `schedule/${name}`, 'resumed', output);
  });
}
