import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { answered, type Schemas } from '../../client/client.ts';
import { findId } from '../api/find-operation.ts';
import { naming } from '../api/problems.ts';
import { CliError, EXIT, wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import { backups } from '../kinds/operations.ts';
import { say } from '../output/plain.ts';
import { RESTORE_FLAGS, type RestoreFlags, restoreRequestOf } from '../requests/restore.ts';
import { openSession, type Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { paired } from './options.ts';
import { simulated } from './simulated.ts';
import { addWait, started, type WaitOptions } from './started.ts';

interface Options extends RestoreFlags, WaitOptions {
  from?: string;
  latest?: boolean;
  namespace?: string;
  cluster?: string;
  schedule?: string;
  force?: boolean;
  dryRun?: boolean;
}

export function createRestoreCommand(shell: Shell): Command {
  const which = 'Which backup:';
  const how = 'How:';
  const command = new Command('create')
    .description('Bring a backup back')
    .argument('[name]', 'what it is called')
    .addOption(new Option('--from <id>', 'this backup').helpGroup(which))
    .addOption(new Option('--latest', 'the newest good one, by the flags below').helpGroup(which))
    .addOption(new Option('-n, --namespace <name>', 'of --latest: of this namespace').helpGroup(which))
    .addOption(new Option('-c, --cluster <name>', 'of --latest: of this cluster').helpGroup(which))
    .addOption(new Option('--schedule <name>', 'of --latest: of this schedule').helpGroup(which))
    .addOption(new Option('--map <namespace=namespace>', 'into another namespace').argParser(paired).helpGroup(how))
    .addOption(new Option('--to <cluster>', 'onto another cluster').helpGroup(how))
    .addOption(
      new Option('--storage-class <class=class>', 'into another StorageClass').argParser(paired).helpGroup(how),
    )
    .addOption(new Option('--restore-status', 'custom resources get the status that they had').helpGroup(how))
    .addOption(new Option('--set <setting=value>', 'moverLimit=2, moverTimeout=4h …').argParser(paired).helpGroup(how))
    .addOption(new Option('--label <key=value>', 'labels of the record').argParser(paired).helpGroup(how))
    .option('--force', 'try it although the backup is known to lack data or its seal')
    .option('--dry-run', 'look at what it would do, and touch nothing; ends with 1 where something speaks against it');
  return addWait(command).action(async (name: string | undefined, options: Options) => {
    const session = openSession(shell, command);
    const backup = await backupOf(session, options);
    const body = restoreRequestOf(name ?? `restore of ${backup.slice(0, 8)}`, backup, options);
    const query = options.force ? { query: { force: 'true' as const } } : {};
    const request = { body, params: { header: { 'Idempotency-Key': randomUUID() }, ...query } };
    if (options.dryRun) {
      const asked = answered(session.api.POST('/v1/restores/simulate', request));
      return await simulated(session, await naming(RESTORE_FLAGS, asked), options);
    }
    const asked = answered(session.api.POST('/v1/restores', request));
    await started(session, await naming(RESTORE_FLAGS, asked), options);
  });
}

async function backupOf(session: Session, { from, latest, namespace, cluster, schedule }: Options): Promise<string> {
  if (from && latest) throw wrongUse('--from and --latest exclude one another');
  if (from) return await findId(session, from, backups);
  if (!latest) throw wrongUse('which backup? --from ID, or --latest --namespace NAME');
  const filters = given({ namespace: namespace ? [namespace] : undefined, cluster, schedule, phase: 'Succeeded' });
  const asked = { api: session.api, filters, of: '', note: () => undefined };
  for await (const item of backups.list(asked)) {
    const { id, name, createdAt, copyLostAt, damagedAt } = item as Schemas['OperationSummary'];
    // as the newest good one is meant in docs/glossary.md
    if (copyLostAt || damagedAt) continue;
    say(session.shell, `from backup/${id} ${name}, of ${createdAt}`);
    return id;
  }
  throw new CliError(EXIT.notFound, 'there is no good backup of that');
}
