import { Command } from 'commander';
import { answered } from '../../client/client.ts';
import { findId } from '../api/find-operation.ts';
import type { AnyKind } from '../kinds/kind.ts';
import { backups } from '../kinds/operations.ts';
import { type Format, printDocument } from '../output/documents.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { getCommand } from './get.ts';
import { output } from './options.ts';

/** `policy next-runs often`, `backup volumes bk-…`: what is of a thing, by the thing. */
export function ofThing(shell: Shell, kind: AnyKind): Command {
  const command = getCommand(shell, kind);
  return command
    .name(kind.plural)
    .description(`The ${kind.plural} of it`)
    .alias(kind.singular === kind.plural ? 'states' : kind.singular);
}

/** The body that asks for a backup like it: for `backup create -f`. */
export function specCommand(shell: Shell): Command {
  const command = new Command('spec')
    .description('Print the body that asks for a backup like this one, for create -f')
    .argument('<id>', 'of a backup')
    .addOption(output(['json', 'yaml']).default('yaml'));
  return command.action(async (word: string, { output: format }: { output: Extract<Format, 'json' | 'yaml'> }) => {
    const session = openSession(shell, command);
    const id = await findId(session, word, backups);
    const body = await answered(session.api.GET('/v1/backups/{id}/spec', { params: { path: { id } } }));
    shell.out(printDocument(body, format));
  });
}
