import { Command } from 'commander';
import { answered, type Schemas } from '../../client/client.ts';
import { type Format, printDocument } from '../output/documents.ts';
import { plain } from '../output/plain.ts';
import { bytesOf, inTime } from '../output/units.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { output } from './options.ts';

type Statistics = Schemas['Statistics'];

/** Whether all is well, on one screen. */
export function statusCommand(shell: Shell): Command {
  const command = new Command('status')
    .description('How all of it stands: what needs a person, what ended, what runs')
    .addOption(output(['json', 'yaml']));
  return command.action(async ({ output: format }: { output?: Extract<Format, 'json' | 'yaml'> }) => {
    const { api } = openSession(shell, command);
    const found = await answered(api.GET('/v1/statistics'));
    if (format) return shell.out(printDocument(found, format));
    shell.out(
      statusLines(found, shell.now())
        .map((line) => `${plain(line)}\n`)
        .join(''),
    );
  });
}

function statusLines({ needsPerson, operations, clusters, locations }: Statistics, now: number): string[] {
  const { count, items } = needsPerson;
  return [
    count === 0 ? 'nothing needs a person' : `needs a person: ${count}`,
    ...items.map(({ kind, name, id, message }) => `  ${id ? `${id} ` : ''}${kind} ${name}: ${message}`),
    ...(count > items.length ? [`  and ${count - items.length} more`] : []),
    `open:        ${countsOf(operations.open)}`,
    `last day:    ${countsOf(operations.day)}`,
    `last 7 days: ${countsOf(operations.week)}`,
    'clusters:',
    ...clusters.map(({ name, state, credentialsExpireAt, protection }) =>
      [
        `  ${name}  ${state}`,
        protection ? `${protection.protected} protected, ${protection.stale} stale, ${protection.never} never` : '',
        credentialsExpireAt ? `credentials end ${inTime(credentialsExpireAt, now)}` : '',
      ]
        .filter(Boolean)
        .join('  '),
    ),
    'locations:',
    ...locations.map(
      ({ name, state, bytes }) => `  ${name}  ${state}${bytes === undefined ? '' : `  ${bytesOf(bytes)}`}`,
    ),
  ];
}

function countsOf(counts: Statistics['operations']['day']): string {
  return counts.map(({ kind, phase, count }) => `${count} ${kind} ${phase}`).join(', ') || 'none';
}

export function whoamiCommand(shell: Shell): Command {
  const command = new Command('whoami')
    .description('Who asks, by the token, what it may, and what answers')
    .addOption(output(['json', 'yaml']));
  return command.action(async ({ output: format }: { output?: Extract<Format, 'json' | 'yaml'> }) => {
    const { api } = openSession(shell, command);
    const me = await answered(api.GET('/v1/me'));
    if (format) return shell.out(printDocument(me, format));
    shell.out(
      `${plain(me.subject)}, may ${me.scopes.join(', ')}; Snapferry ${plain(me.version)}, installation ${plain(me.installationId)}\n`,
    );
  });
}
