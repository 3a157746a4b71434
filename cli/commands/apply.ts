import { Command, Option } from 'commander';
import { ApiProblem, answered } from '../../client/client.ts';
import { naming } from '../api/problems.ts';
import { writerOf } from '../api/writers.ts';
import { CliError, Ended, EXIT, type ExitCode } from '../exit.ts';
import { kindNamed } from '../kinds/kinds.ts';
import { say } from '../output/plain.ts';
import { readDocuments } from '../requests/files.ts';
import { type Manifest, manifestsOf, writable } from '../requests/manifests.ts';
import { openSession, type Session } from '../session.ts';
import type { Shell } from '../shell.ts';

interface Read {
  generation: number;
  suspended?: object;
  [field: string]: unknown;
}

/** Makes what is not there, and changes what is otherwise; a second time it changes nothing. */
export function applyCommand(shell: Shell): Command {
  const command = new Command('apply')
    .description('Make things as a file says, or change them to that')
    .argument('[kind]', 'of what the file holds; without, each document says it: `policy: {…}`, `schedules: [{…}]`')
    .addOption(new Option('-f, --file <file>', 'YAML or JSON; - is stdin').makeOptionMandatory());
  return command.action(async (kind: string | undefined, { file }: { file: string }) => {
    const session = openSession(shell, command);
    const manifests = manifestsOf(
      readDocuments(shell, file),
      kind === undefined ? undefined : kindNamed(kind).singular,
    );
    let worst: ExitCode = EXIT.done;
    // one that is refused keeps no other from being applied
    for (const manifest of manifests) {
      try {
        shell.out(`${manifest.kind}/${manifest.name} ${await naming({}, apply(session, manifest))}\n`);
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        say(shell, `${manifest.kind}/${manifest.name}: ${error.message}`, ...error.more);
        worst = error.code;
      }
    }
    if (worst !== EXIT.done) throw new Ended(worst);
  });
}

async function apply(session: Session, { kind, name, body }: Manifest): Promise<string> {
  const { api } = session;
  const before = await readThing(session, kind, name);
  if (!before) {
    await writerOf(kind).create(api, body);
    return 'created';
  }
  if (textOf(body) === textOf(writable(kind, before))) return 'unchanged';
  // who changed it meanwhile is not overwritten: the API refuses the ETag
  const { suspended, ...rest } = body;
  const after = (await writerOf(kind).update(api, name, rest, `"${before.generation}"`)) as Read;
  const turned = kind === 'schedule' && typeof suspended === 'boolean' && suspended !== Boolean(before.suspended);
  if (turned) await suspend(session, name, suspended);
  return turned || holdsSecrets(body) || !isSame(before, after) ? 'configured' : 'unchanged';
}

export async function readThing({ api }: Session, kind: string, name: string): Promise<Read | undefined> {
  try {
    return (await kindNamed(kind).read?.(api, name, { deleted: false })) as Read | undefined;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return undefined;
    throw error;
  }
}

async function suspend({ api }: Session, name: string, suspended: boolean): Promise<void> {
  const params = { path: { name } };
  const reason = 'by snapferry apply';
  if (suspended) await answered(api.POST('/v1/schedules/{name}/suspend', { params, body: { reason } }));
  else await answered(api.POST('/v1/schedules/{name}/resume', { params, body: { reason } }));
}

/** Credentials are written and never read: whether they are others nobody can see. `access` of a location is a word. */
function holdsSecrets(body: object): boolean {
  return Object.entries(body).some(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return key === 'secret';
    return ['access', 'restoreAccess', 'credentials'].includes(key) || (key === 's3' && holdsSecrets(value));
  });
}

/** But for what each write moves on, and what was only looked at. */
const MOVES = new Set([
  'generation',
  'updatedAt',
  'status',
  'warnings',
  'validations',
  'nextRuns',
  'applied',
  'usedBy',
]);

function isSame(before: Read, after: Read): boolean {
  return textOf(before) === textOf(after);
}

function textOf(thing: object): string {
  return JSON.stringify(thing, (key, value: unknown) => {
    if (MOVES.has(key)) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => one.localeCompare(other)));
  });
}
