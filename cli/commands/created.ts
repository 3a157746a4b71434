import { Option } from 'commander';
import { type Flags, naming } from '../api/problems.ts';
import { writerOf } from '../api/writers.ts';
import { type Format, printDocument } from '../output/documents.ts';
import { say } from '../output/plain.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { output } from './options.ts';

export const fromFile = (description: string) =>
  new Option('-f, --file <file>', `${description}, as YAML or JSON; - is stdin`);

export const asDocument = () => output(['json', 'yaml', 'name']);

/** Makes a thing of the catalogue, and says so. @returns what the API answered */
export async function create<Answer extends object = object>(
  session: Session,
  singular: string,
  body: object,
  flags: Flags,
  format: Format | undefined,
): Promise<Answer> {
  const made = await naming(flags, writerOf(singular).create(session.api, body as Record<string, unknown>));
  const { name } = made as { name: string };
  printThing(session.shell, made, `${singular}/${name}`, 'created', format);
  return made as Answer;
}

export function printThing(
  shell: Shell,
  thing: object,
  word: string,
  became: string,
  format: Format | undefined,
): void {
  if (format === 'json' || format === 'yaml') shell.out(printDocument(thing, format));
  else shell.out(format === 'name' ? `${word}\n` : `${word} ${became}\n`);
  if ('warnings' in thing) for (const warning of thing.warnings as string[]) say(shell, `warning: ${warning}`);
}
