import type { PolicyEntry } from './policy-spec.ts';

/** A backup of a schedule that has Succeeded. */
export interface KeptBackup {
  id: string;
  /** Of its slot: each of these counts it. */
  entries: readonly string[];
  /** When it was to run: the order in which they count. */
  scheduledTime: string;
  isHeld: boolean;
  /** Its seal is not at the location any more: nobody can restore it. */
  isLost?: boolean;
}

/**
 * The backups that go: those that no entry counts among its newest `keep`. Never the newest of all, one under legal hold, or
 * one whose entries are all gone from the policy: nobody said how many of those to keep, so they wait for a person.
 *
 * One that is lost takes no place of those that can be restored. It stays beside them until `keep` newer ones are there,
 * since its seal may be brought back.
 * @returns their ids, oldest first
 */
export function expired(backups: readonly KeptBackup[], policy: readonly Pick<PolicyEntry, 'id' | 'keep'>[]): string[] {
  const newestFirst = backups.toSorted((a, b) => (a.scheduledTime < b.scheduledTime ? 1 : -1));
  const kept = new Set(newest(newestFirst, 1));
  const governed = new Set(policy.map(({ id }) => id));
  for (const { id: entry, keep } of policy) {
    const counted = newestFirst.filter(({ entries }) => entries.includes(entry));
    for (const id of newest(counted, keep)) kept.add(id);
  }
  const goes = ({ id, entries, isHeld }: KeptBackup) =>
    !kept.has(id) && !isHeld && entries.some((entry) => governed.has(entry));
  return newestFirst
    .filter(goes)
    .toReversed()
    .map(({ id }) => id);
}

/** Down to the last of as many as can be restored. */
function newest(newestFirst: readonly KeptBackup[], count: number): string[] {
  let good = 0;
  const ids: string[] = [];
  for (const { id, isLost } of newestFirst) {
    if (good === count) break;
    ids.push(id);
    if (!isLost) good += 1;
  }
  return ids;
}
