import { Command } from 'commander';
import type { Schemas } from '../../client/client.ts';
import { findId } from '../api/find-operation.ts';
import { hasEnded } from '../api/follow.ts';
import { NoAnswer } from '../api/send.ts';
import type { AnyKind } from '../kinds/kind.ts';
import { events } from '../kinds/of-operation.ts';
import { operations, readOperation } from '../kinds/operations.ts';
import { printDocument } from '../output/documents.ts';
import { plain } from '../output/plain.ts';
import { openSession, type Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { output } from './options.ts';

const PAUSE_MS = 1_000;

interface Options {
  follow?: boolean;
  output?: 'json' | 'yaml';
}

/** `logs ID`, as kubectl has it; oldest first. */
export function eventsCommand(shell: Shell, kind: AnyKind = operations): Command {
  const command = new Command('events')
    .alias('logs')
    .description('What happened in an operation, oldest first')
    .argument('<id>', 'its id')
    .option('-f, --follow', 'go on until it has ended')
    .addOption(output(['json', 'yaml']));
  return command.action(async (word: string, options: Options) => {
    const session = openSession(shell, command);
    await show(session, await findId(session, word, kind), options);
  });
}

async function show(session: Session, id: string, { follow = false, output: format }: Options): Promise<void> {
  const { shell } = session;
  const interrupts = follow ? shell.interrupts() : undefined;
  const shown = new Set<string>();
  for (;;) {
    // asked for first: what is said after the last look has an end to come after
    const ended = !follow || (await hasIt(session, id));
    for (const event of await eventsOf(session, id)) {
      const key = JSON.stringify(event);
      if (shown.has(key)) continue;
      shown.add(key);
      shell.out(format ? documentOf(event, format) : `${plain(`${event.at}  ${event.type}  ${event.message}`)}\n`);
    }
    if (ended || interrupts?.aborted) return;
    await shell.pause(PAUSE_MS, interrupts);
  }
}

/** One event a line, or a document. */
function documentOf(event: Schemas['Event'], format: 'json' | 'yaml'): string {
  return format === 'json' ? `${JSON.stringify(event)}\n` : `---\n${printDocument(event, format)}`;
}

async function hasIt({ api }: Session, id: string): Promise<boolean> {
  try {
    return hasEnded(await readOperation(api, id));
  } catch (error) {
    if (error instanceof NoAnswer) return false;
    throw error;
  }
}

async function eventsOf({ api }: Session, id: string): Promise<Schemas['Event'][]> {
  const all: Schemas['Event'][] = [];
  try {
    for await (const event of events.list({ api, filters: {}, of: id, note: () => undefined }))
      all.push(event as Schemas['Event']);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
  }
  return all.toSorted((one, other) => one.at.localeCompare(other.at));
}
