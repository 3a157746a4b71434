import { wrongUse } from '../exit.ts';
import { notifications, policies, rules, schedules } from './catalog.ts';
import type { AnyKind } from './kind.ts';
import { namespaces, provisioners, resources, resourceTypes } from './of-cluster.ts';
import { events, objects, resourceCounts, volumes } from './of-operation.ts';
import { actions, executions, history } from './of-run.ts';
import { backups, operations, restores } from './operations.ts';
import { audit, nextRuns, runsAhead } from './others.ts';
import { clusters, locations } from './places.ts';
import { protection } from './protection.ts';

/** Everything that `get` lists. */
export const KINDS: readonly AnyKind[] = [
  backups,
  restores,
  operations,
  schedules,
  policies,
  nextRuns,
  runsAhead,
  locations,
  clusters,
  rules,
  notifications,
  audit,
  namespaces,
  protection,
  resourceTypes,
  resources,
  provisioners,
  volumes,
  objects,
  resourceCounts,
  events,
  actions,
  executions,
  history,
];

/** By its singular, its plural or a short word of it. @throws CliError naming what is nearest, and all that there are */
export function kindNamed(word: string, among: readonly AnyKind[] = KINDS): AnyKind {
  const lower = word.toLowerCase();
  const found = among.find(({ singular, plural, short }) => [singular, plural, ...short].includes(lower));
  if (found) return found;
  const far = among.map(({ singular, plural }) => Math.min(distance(singular, lower), distance(plural, lower)));
  const nearest = Math.min(3, ...far);
  const all = among.map(({ plural }) => plural);
  const near = all.filter((_, n) => far[n] !== undefined && far[n] <= nearest);
  throw wrongUse(
    `there is no kind ${word}${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''}`,
    `kinds: ${all.join(', ')}`,
  );
}

/** Of Levenshtein: how many letters differ. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, otherLetter] of Array.from(other).entries())
      next.push(Math.min((row[j] ?? 0) + (letter === otherLetter ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}
