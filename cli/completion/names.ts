import { createApiClient } from '../../client/client.ts';
import { allOf } from '../api/pages.ts';
import { chooseTarget } from '../context/choose.ts';
import { readConfig } from '../context/files.ts';
import type { AnyKind } from '../kinds/kind.ts';
import { KINDS } from '../kinds/kinds.ts';
import type { Shell } from '../shell.ts';

/** What may stand in place of a word. */
export interface Completion {
  word: string;
  description: string;
}

/** As many as a shell shows without asking. */
const MOST = 50;
/** Who waits for a completion does not wait longer. */
const LONGEST_MS = 2_000;

/** Names of things of a kind, asked of the API; none where it does not answer at once. */
export async function namesFor(
  shell: Shell,
  word: string,
  verb: string,
  words: readonly string[] = [],
): Promise<Completion[]> {
  if (word === 'context')
    return Object.keys(readConfig(shell).contexts).map((name) => ({ word: name, description: '' }));
  const kind = KINDS.find(({ singular, plural, short }) => [singular, plural, ...short].includes(word));
  // what is made has no name yet
  if (!kind || ['create', 'register', 'login'].includes(verb)) return [];
  try {
    return await listed(shell, kind, words);
  } catch {
    return [];
  }
}

async function listed(shell: Shell, kind: AnyKind, words: readonly string[]): Promise<Completion[]> {
  const listedBy = kind.of === 'operation' ? kindNamed('operation') : kind.of === 'policy' ? kindNamed('policy') : kind;
  const { api: url, token } = chooseTarget(shell, givenFor(words, '--context'));
  const signal = AbortSignal.timeout(LONGEST_MS);
  const api = createApiClient(url, token, (request) => shell.send(new Request(request, { signal })));
  const cluster = givenFor(words, '--cluster') ?? givenFor(words, '-c');
  if (listedBy.of === 'cluster' && !cluster) return [];
  const items = await allOf(listedBy.list({ api, filters: { limit: MOST }, of: cluster ?? '', note: () => undefined }));
  return items.map((item) => ({ word: listedBy.nameOf(item), description: descriptionOf(item) }));
}

function kindNamed(singular: string): AnyKind {
  const kind = KINDS.find((one) => one.singular === singular);
  if (!kind) throw new Error(`there is no kind ${singular}`);
  return kind;
}

/** An id says nothing by itself. */
function descriptionOf(item: object): string {
  if (!('id' in item && 'name' in item && 'phase' in item)) return '';
  // a name that somebody gave ends no line of the answer
  return `${String(item.name)}, ${String(item.phase)}`.replaceAll(/\p{Cc}/gu, ' ');
}

function givenFor(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  return at < 0 ? words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) : words[at + 1];
}
