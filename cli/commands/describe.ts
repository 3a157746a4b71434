import { Command } from 'commander';
import { answered, type Schemas } from '../../client/client.ts';
import { kindOfId } from '../api/find-operation.ts';
import { allOf } from '../api/pages.ts';
import { wrongUse } from '../exit.ts';
import type { AnyKind, Filters } from '../kinds/kind.ts';
import { KINDS } from '../kinds/kinds.ts';
import { events, objects, volumes } from '../kinds/of-operation.ts';
import { actions } from '../kinds/of-run.ts';
import { at } from '../kinds/operations.ts';
import { cellsOf, printTable, shownColumns } from '../output/columns.ts';
import { describeLines } from '../output/describe.ts';
import { headOf, stageTable } from '../output/operation.ts';
import { plain } from '../output/plain.ts';
import { simulationLines } from '../output/simulation.ts';
import { openSession, type Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { nameFor, split } from './get.ts';

const READABLE = KINDS.filter(({ read }) => read);
/** Of each table below an operation; all of them are there by `get`. */
const ROWS = 20;

/** `describe KIND NAME…`; or, of one kind, `backup describe ID…`. */
export function describeCommand(shell: Shell, fixed?: AnyKind): Command {
  const command = new Command('describe').description(
    'Show all of a thing, with times, volumes, events, error and remedy',
  );
  if (!fixed) command.argument('<kind>', `one of ${READABLE.map(({ plural }) => plural).join(', ')}, or an id`);
  command.argument(fixed ? '<names...>' : '[names...]', 'names or ids');
  if (!fixed || fixed.filters.includes('deleted')) command.option('--deleted', 'what was removed under this name');
  return command.action(async (...given: unknown[]) => {
    const words = (given.slice(0, -2) as (string | string[])[]).flat();
    const { deleted = false } = given.at(-2) as { deleted?: boolean };
    const { kind, names } = fixed ? { kind: fixed, names: words } : split(words);
    if (names.length === 0) throw wrongUse(`which ${kind.singular}? snapferry describe ${kind.singular} NAME`);
    const session = openSession(shell, command);
    for (const [n, name] of names.entries()) {
      if (n > 0) shell.out('\n');
      await describe(session, kind, await nameFor(session, kind, name), deleted);
    }
  });
}

async function describe(session: Session, kind: AnyKind, name: string, deleted: boolean): Promise<void> {
  const { api, shell } = session;
  if (!kind.read) throw wrongUse(`${kind.plural} are listed, and not described`);
  const read = /^[a-z]{2}-[a-z2-7]{26}$/.test(name) ? kindOfId(name).read : kind.read;
  const thing = await (read ?? kind.read)(api, name, { deleted });
  if (!('phase' in thing && 'id' in thing)) return shell.out(textOf(describeLines(thing)));
  const operation = thing as Schemas['Backup'];
  shell.out(textOf(headOf(operation)));
  const { simulation, stages = [] } = operation;
  if (simulation)
    shell.out(`\nSimulation:\n${textOf(simulationLines(operation, await volumesOf(session, name)), '  ')}`);
  if (stages.length > 0) shell.out(`\nStages:\n${textOf(stageTable(stages), '  ')}`);
  await table(session, 'Volumes', volumes, name);
  if (operation.kind === 'backup' && operation.freezes) await table(session, 'Actions of its rules', actions, name);
  if (operation.kind === 'restore')
    await table(session, 'Objects that were dropped', objects, name, { outcome: 'dropped' });
  await table(session, 'Events', events, name);
}

async function volumesOf({ api }: Session, id: string): Promise<Schemas['Volume'][]> {
  const params = { ...at(id).params, query: { limit: 200 } };
  return (await answered(api.GET('/v1/operations/{id}/volumes', { params }))).items;
}

async function table(session: Session, title: string, kind: AnyKind, of: string, filters: Filters = {}): Promise<void> {
  const { api, shell } = session;
  const items = await allOf(kind.list({ api, filters: { ...filters, limit: ROWS + 1 }, of, note: () => undefined }));
  if (items.length === 0) return;
  const columns = shownColumns(kind.columns, false);
  const rows = items.slice(0, ROWS).map((item) => cellsOf(columns, item, shell.now()));
  const lines = printTable([columns.map((column) => column.title), ...rows])
    .trimEnd()
    .split('\n');
  const more = items.length > ROWS ? [`… all of them: snapferry get ${kind.plural} ${of}`] : [];
  shell.out(`\n${title}:\n${textOf([...lines, ...more], '  ')}`);
}

function textOf(lines: readonly string[], indent = ''): string {
  return lines.map((line) => `${indent}${plain(line)}\n`).join('');
}
