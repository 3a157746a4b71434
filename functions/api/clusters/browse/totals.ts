import type { Counts } from './count-objects.ts';

type Count = ReturnType<Counts['of']>;

/** Never a number that passes for all where it is not. */
export function totalOf(counts: readonly Count[]): { objects: number } | { objectsAtLeast: number } {
  const numbers = counts.filter((count) => typeof count === 'number');
  const sum = numbers.reduce((all, count) => all + count, 0);
  return numbers.length === counts.length ? { objects: sum } : { objectsAtLeast: sum };
}

/** How many of the first rows have had their time; one at least, so that a walk goes on. */
export function countedFirst(rows: readonly (readonly Count[])[]): number {
  const open = rows.findIndex((row) => row.includes('open'));
  return open < 0 ? rows.length : Math.max(1, open);
}
