import { Command } from 'commander';
import { answered } from '../../client/client.ts';
import { findId } from '../api/find-operation.ts';
import { WRITERS, writerOf } from '../api/writers.ts';
import { wrongUse } from '../exit.ts';
import type { AnyKind } from '../kinds/kind.ts';
import { backups } from '../kinds/operations.ts';
import { openSession, type Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { split } from './get.ts';
import { addWait, started, type WaitOptions } from './started.ts';

interface Options extends WaitOptions {
  force?: boolean;
}

/** `delete KIND NAME…`; or, of one kind, `backup delete ID…`. */
export function deleteCommand(shell: Shell, fixed?: AnyKind): Command {
  const command = new Command('delete').description(
    fixed === backups
      ? 'Delete backups, wherever they are'
      : fixed
        ? `Remove ${fixed.plural}`
        : 'Delete a backup, or remove a thing',
  );
  if (!fixed) command.argument('<kind>', `one of backups, ${Object.keys(WRITERS).join(', ')}; or the id of a backup`);
  command.argument(fixed ? '<names...>' : '[names...]', 'names or ids');
  if (!fixed || ['backup', 'cluster', 'location', 'policy'].includes(fixed.singular))
    command.option('--force', forceOf(fixed));
  if (!fixed || fixed === backups) addWait(command);
  return command.action(async (...given: unknown[]) => {
    const words = (given.slice(0, -2) as (string | string[])[]).flat();
    const options = given.at(-2) as Options;
    const { kind, names } = fixed ? { kind: fixed, names: words } : split(words);
    if (names.length === 0) throw wrongUse(`which ${kind.singular}? snapferry delete ${kind.singular} NAME`);
    const session = openSession(shell, command);
    for (const name of names) await remove(session, kind, name, options);
  });
}

function forceOf(kind: AnyKind | undefined): string {
  const ofBackup = 'also the newest good one of its schedule, and what holds data that no newer one has';
  const ofOthers = 'also what is in use: the schedules that use it are removed, and its operations cancelled';
  if (!kind) return 'also what is in use, or is the newest good backup';
  return kind === backups ? ofBackup : ofOthers;
}

async function remove(session: Session, kind: AnyKind, name: string, options: Options): Promise<void> {
  const { api, shell } = session;
  const { force = false } = options;
  if (kind === backups) {
    const id = await findId(session, name, backups);
    const params = { path: { id }, ...(force ? { query: { force: 'true' as const } } : {}) };
    return await started(session, await answered(api.DELETE('/v1/backups/{id}', { params })), options);
  }
  if (kind.singular === 'restore') throw wrongUse('a restore is not deleted; undo deletes what it made');
  if (options.wait) throw wrongUse('--wait is for backups: everything else is removed at once');
  await writerOf(kind.singular).remove(api, name, force);
  shell.out(`${kind.singular}/${name} removed\n`);
}
