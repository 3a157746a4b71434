import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { answered } from '../../client/client.ts';
import { findId } from '../api/find-operation.ts';
import { naming } from '../api/problems.ts';
import { wrongUse } from '../exit.ts';
import { backups } from '../kinds/operations.ts';
import { BACKUP_FLAGS, type BackupFlags, backupRequestOf, likeRequestOf } from '../requests/backup.ts';
import { readBody } from '../requests/files.ts';
import { openSession, type Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { addBackupOptions } from './backup-options.ts';
import { fromFile } from './created.ts';
import { listed } from './options.ts';
import { simulated } from './simulated.ts';
import { addWait, started, type WaitOptions } from './started.ts';

interface Options extends BackupFlags, WaitOptions {
  dryRun?: boolean;
  unset?: string[];
  like?: string;
  file?: string;
}

export function createBackupCommand(shell: Shell): Command {
  const command = new Command('create')
    .description('Back namespaces up')
    .argument('[name]', 'what it is called', undefined)
    .option('--like <id>', 'ask for the same as this backup; other flags take the place of what it was asked for')
    .addOption(fromFile('its body, as backup spec prints it; other flags take the place of what it says'))
    .option(
      '--unset <fields>',
      'of --like: without these fields of it, as the API names them: preExecRule,labels',
      listed,
    )
    .option('--dry-run', 'look at what it would do, and touch nothing; ends with 1 where something speaks against it');
  addWait(addBackupOptions(command));
  return command.action(async (name: string | undefined, options: Options) => {
    const session = openSession(shell, command);
    const body = await bodyOf(session, name, options);
    // one key for all tries: a request that was lost on its way back is the same one
    const request = { body, params: { header: { 'Idempotency-Key': randomUUID() } } };
    if (options.dryRun) {
      const asked = answered(session.api.POST('/v1/backups/simulate', request));
      return await simulated(session, await naming(BACKUP_FLAGS, asked), options);
    }
    const asked = answered(session.api.POST('/v1/backups', request));
    await started(session, await naming(BACKUP_FLAGS, asked), options);
  });
}

async function bodyOf(session: Session, name: string | undefined, options: Options) {
  const { like, unset = [] } = options;
  if (like) return likeRequestOf(await findId(session, like, backups), name, options, unset);
  if (unset.length > 0) throw wrongUse('--unset is of --like');
  const from = options.file ? readBody(session.shell, options.file) : {};
  const body = backupRequestOf(name ?? (from as { name?: string }).name ?? '', options, from);
  return body.name ? body : { ...body, name: nameOf(body.selection.namespaces, session.shell.now()) };
}

/** For one that nobody named. */
function nameOf(namespaces: readonly string[] | undefined, now: number): string {
  const [first = 'backup', ...more] = namespaces ?? [];
  const what = first === '*' ? 'all' : more.length > 0 ? `${first} and ${more.length} more` : first;
  return `${what} ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')}`;
}
