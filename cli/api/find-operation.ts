import { CliError, EXIT, wrongUse } from '../exit.ts';
import type { AnyKind } from '../kinds/kind.ts';
import { backups, operations, restores } from '../kinds/operations.ts';
import type { Session } from '../session.ts';

const ID = /^(bk|rs|dl|vl|im|mt|un|sm)-[a-z2-7]{26}$/;
const PART_OF_ID = /^(bk|rs|dl|vl|im|mt|un|sm)-[a-z2-7]{0,25}$/;

/** The kind that an id says, where it is one. */
export function kindOfId(id: string): AnyKind {
  return id.startsWith('bk-') ? backups : id.startsWith('rs-') ? restores : operations;
}

/**
 * The id that is meant: an id, its beginning, `backup/ID` as `-o name` prints it, or a name that one operation alone has.
 * @throws CliError where there is none, or more than one
 */
export async function findId(session: Session, given: string, kind: AnyKind = operations): Promise<string> {
  const word = withoutKind(given);
  if (ID.test(word)) return word;
  if (word === '') throw wrongUse('an id is empty');
  const list = PART_OF_ID.test(word) ? kindOfId(word) : kind;
  const asked = { api: session.api, filters: { search: word }, of: '', note: () => undefined };
  const found: { id: string; name: string }[] = [];
  for await (const item of list.list(asked)) {
    const { id, name } = item as { id: string; name: string };
    if (id.startsWith(word) || name === word) found.push({ id, name });
    if (found.length > MOST_SHOWN) break;
  }
  const [one, ...more] = found;
  if (!one) throw new CliError(EXIT.notFound, `there is no ${list.singular} ${word}`);
  if (more.length > 0)
    throw wrongUse(
      `${word} is not one ${list.singular} alone`,
      ...found.slice(0, MOST_SHOWN).map(({ id, name }) => `  ${id}  ${name}`),
    );
  return one.id;
}

const MOST_SHOWN = 5;

/** `backup/bk-…` → `bk-…`. Claims and the like have slashes of their own: only what comes before an id is a kind. */
function withoutKind(given: string): string {
  const [, rest] = /^[a-z-]+\/(.+)$/.exec(given) ?? [];
  return rest ?? given;
}
