import { Command } from 'commander';
import { findId, kindOfId } from '../api/find-operation.ts';
import { allOf } from '../api/pages.ts';
import { CliError, EXIT, wrongUse } from '../exit.ts';
import type { AnyKind, Filters } from '../kinds/kind.ts';
import { KINDS, kindNamed } from '../kinds/kinds.ts';
import { clusters } from '../kinds/places.ts';
import type { Format } from '../output/documents.ts';
import { printItems, watchItems } from '../output/items.ts';
import { say } from '../output/plain.ts';
import { openSession, type Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { addFilters, filtersFor, type Given, output } from './options.ts';

interface Options extends Given {
  output?: Format;
  watch?: boolean;
  headers: boolean;
}

/** `get KIND [NAME…]`; or, of one kind, `backup get [ID…]`. */
export function getCommand(shell: Shell, fixed?: AnyKind): Command {
  const command = new Command('get').description(
    fixed ? `List ${fixed.plural}, or show those that are named` : 'List things, or show those that are named',
  );
  if (!fixed) command.argument('<kind>', `one of ${KINDS.map(({ plural }) => plural).join(', ')}`);
  command.argument(
    '[names...]',
    fixed?.of || !fixed ? 'names; of what belongs to an operation, its id' : 'names or ids',
  );
  addFilters(command, fixed ? fixed.filters : KINDS.flatMap(({ filters }) => filters));
  return command
    .addOption(output())
    .option('-w, --watch', 'go on, and print what changes')
    .option('--no-headers', 'without the line of titles')
    .action(async (...given: unknown[]) => {
      const options = given.at(-2) as Options;
      const words = (given.slice(0, -2) as (string | string[])[]).flat();
      const { kind, names } = fixed ? { kind: fixed, names: words } : split(words);
      await get(openSession(shell, command), kind, names, options);
    });
}

/** `get backups`, `get backup bk-…`, `get backup/bk-…` as `-o name` prints it; an id alone says of what kind it is. */
export function split([first = '', ...names]: string[]): { kind: AnyKind; names: string[] } {
  if (/^(bk|rs|dl|vl|im|mt|un|sm)-[a-z2-7]+$/.test(first)) return { kind: kindOfId(first), names: [first, ...names] };
  const slash = first.indexOf('/');
  if (slash < 0) return { kind: kindNamed(first), names };
  return { kind: kindNamed(first.slice(0, slash)), names: [first.slice(slash + 1), ...names] };
}

async function get(session: Session, kind: AnyKind, names: string[], options: Options): Promise<void> {
  const { filters, phases } = filtersFor(kind, options);
  const of = kind.of ? await ownerOf(session, kind, names, filters) : '';
  const { output: format, headers } = options;
  const list = async () => await listItems(session, kind, { filters, phases, of, names });
  const shown = { format, headers, single: names.length === 1 && !kind.of };
  if (options.watch) await watchItems(session, kind, list, shown);
  else printItems(session.shell, kind, await list(), shown);
}

interface Wanted {
  filters: Filters;
  phases: string[];
  of: string;
  names: string[];
}

async function listItems(session: Session, kind: AnyKind, { filters, phases, of, names }: Wanted): Promise<object[]> {
  const { api, shell } = session;
  if (names.length > 0 && !kind.of) {
    const { read } = kind;
    if (!read) throw wrongUse(`${kind.plural} are listed, and not read by name`);
    const deleted = filters.deleted ?? false;
    return await Promise.all(
      names.map(async (name) => await read(api, await nameFor(session, kind, name), { deleted })),
    );
  }
  const note = (line: string) => say(shell, `snapferry: ${line}`);
  if (phases.length === 0) return await allOf(kind.list({ api, filters, of, note }));
  const { limit = Number.POSITIVE_INFINITY, ...rest } = filters;
  const items: object[] = [];
  for await (const item of kind.list({ api, filters: rest, of, note })) {
    if (phases.includes((item as { phase: string }).phase)) items.push(item);
    if (items.length >= limit) break;
  }
  return items;
}

/** Operations are named by an id, or its beginning; everything else by its name. */
export async function nameFor(session: Session, kind: AnyKind, name: string): Promise<string> {
  return ['backup', 'restore', 'operation'].includes(kind.singular) ? await findId(session, name, kind) : name;
}

async function ownerOf(session: Session, kind: AnyKind, [name, more]: string[], { cluster }: Filters): Promise<string> {
  if (more !== undefined) throw wrongUse(`${kind.plural} are those of one ${kind.of}, and two are named`);
  if (kind.of === 'cluster') return cluster ?? name ?? (await onlyCluster(session));
  if (name === undefined) throw wrongUse(`${kind.plural} of which ${kind.of}? snapferry get ${kind.plural} NAME`);
  if (kind.of !== 'operation') return name;
  const [, id = name, epoch = ''] = /^(?:[a-z]+\/)?([a-z]{2}-[a-z2-7]+)(\/\d+)?$/.exec(name) ?? [];
  return `${await findId(session, id)}${epoch}`;
}

async function onlyCluster({ api }: Session): Promise<string> {
  const [one, ...more] = await allOf(clusters.list({ api, filters: { limit: 2 }, of: '', note: () => undefined }));
  if (!one) throw new CliError(EXIT.notFound, 'no cluster is registered');
  if (more.length > 0) throw wrongUse('several clusters are registered: say which with --cluster');
  return clusters.nameOf(one);
}
