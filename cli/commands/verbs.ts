import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { answered, type Schemas } from '../../client/client.ts';
import { findId, kindOfId } from '../api/find-operation.ts';
import { naming } from '../api/problems.ts';
import { wrongUse } from '../exit.ts';
import type { AnyKind } from '../kinds/kind.ts';
import { backups, operations, restores } from '../kinds/operations.ts';
import { openSession, type Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { addWait, awaited, printOperation, started, type WaitOptions, wordOf } from './started.ts';

/** Verbs for what runs or has run. Each is there at the top, and within the kinds that it is for. */

const EMPTY = {};
const keyed = (id: string) => ({ path: { id }, header: { 'Idempotency-Key': randomUUID() } });

export function cancelCommand(shell: Shell, kind: AnyKind = operations): Command {
  const command = new Command('cancel')
    .description('End it at its next step; what it made is cleaned up')
    .argument('<ids...>', 'ids');
  return addWait(command).action(async (words: string[], options: WaitOptions) => {
    const session = openSession(shell, command);
    for (const word of words) {
      const id = await findId(session, word, kind);
      const operation = await answered(
        session.api.POST('/v1/operations/{id}/cancel', { params: { path: { id } }, body: EMPTY }),
      );
      if (options.wait) await awaited(session, id, options);
      else printOperation(shell, operation, `${wordOf(operation)} is being cancelled`, options.output);
    }
  });
}

export function retryCommand(shell: Shell, kind: AnyKind = operations): Command {
  const command = new Command('retry').description('Do an ended backup or restore over').argument('<id>', 'its id');
  if (kind !== backups) command.option('--force', 'of a restore: also of a backup that is known to lack data');
  return addWait(command).action(async (word: string, options: WaitOptions & { force?: boolean }) => {
    const session = openSession(shell, command);
    const id = await findId(session, word, kind);
    await started(session, await retried(session, id, options.force ?? false), options);
  });
}

async function retried({ api }: Session, id: string, force: boolean): Promise<Schemas['Operation']> {
  if (kindOfId(id) === backups) {
    if (force) throw wrongUse('--force is for restores');
    return await answered(api.POST('/v1/backups/{id}/retry', { params: keyed(id), body: EMPTY }));
  }
  if (kindOfId(id) !== restores) throw wrongUse(`${id}: backups and restores are retried, nothing else`);
  const query = force ? { query: { force: 'true' as const } } : {};
  return await answered(api.POST('/v1/restores/{id}/retry', { params: { ...keyed(id), ...query }, body: EMPTY }));
}

export function undoCommand(shell: Shell): Command {
  const command = new Command('undo')
    .description('Delete what an ended restore made, and nothing else')
    .argument('<id>', 'of a restore')
    .option('--force', 'also of one that Succeeded');
  return addWait(command).action(async (word: string, options: WaitOptions & { force?: boolean }) => {
    const session = openSession(shell, command);
    const id = await findId(session, word, restores);
    const query = options.force ? { query: { force: 'true' as const } } : {};
    const params = { ...keyed(id), ...query };
    await started(
      session,
      await answered(session.api.POST('/v1/restores/{id}/undo', { params, body: EMPTY })),
      options,
    );
  });
}

export function holdCommand(shell: Shell): Command {
  const command = new Command('hold')
    .description('Place a backup under legal hold: nobody and nothing deletes it')
    .argument('<ids...>', 'of backups')
    .addOption(new Option('--reason <text>', 'why, for whoever looks later').makeOptionMandatory());
  return command.action(async (words: string[], { reason }: { reason: string }) => {
    const session = openSession(shell, command);
    for (const word of words) {
      const id = await findId(session, word, backups);
      const asked = session.api.PUT('/v1/backups/{id}/legal-hold', { params: { path: { id } }, body: { reason } });
      await naming({ '/reason': '--reason' }, answered(asked));
      shell.out(`backup/${id} held\n`);
    }
  });
}

export function releaseCommand(shell: Shell): Command {
  const command = new Command('release')
    .description('Take the legal hold of a backup off')
    .argument('<ids...>', 'of backups');
  return command.action(async (words: string[]) => {
    const session = openSession(shell, command);
    for (const word of words) {
      const id = await findId(session, word, backups);
      await answered(session.api.DELETE('/v1/backups/{id}/legal-hold', { params: { path: { id } } }));
      shell.out(`backup/${id} released\n`);
    }
  });
}

export function waitCommand(shell: Shell): Command {
  const command = new Command('wait')
    .description('Show how an operation goes until it has ended; the exit code says how')
    .argument('<id>', 'its id');
  return addWait(command).action(async (word: string, options: WaitOptions) => {
    const session = openSession(shell, command);
    await awaited(session, await findId(session, word), options);
  });
}
