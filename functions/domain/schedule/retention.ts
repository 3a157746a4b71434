import { type Holding, holdsAtLeast, type IsWanted, lacking } from '../backup/good-backup.ts';
import type { PolicyEntry } from './policy-spec.ts';

/** A backup of a schedule that has Succeeded. */
export interface KeptBackup {
  id: string;
  /** Of its slot: each of these counts it. */
  entries: readonly string[];
  /** When it was to run: the order in which they count. */
  scheduledTime: string;
  isHeld: boolean;
  /** It is not good any more (its seal is not at the location): nobody can restore it. */
  isLost?: boolean;
  holding: Holding;
}

type Policy = readonly Pick<PolicyEntry, 'id' | 'keep'>[];

export interface Verdict {
  /** Ids of those that go, oldest first. */
  expired: string[];
  /** Those whose turn it is, and which stay: the wanted claims that they hold and the newest good one does not. */
  outlasting: { id: string; claims: string[] }[];
}

/**
 * What retention does with the backups of a schedule. One goes when each of its entries has `keep` newer ones that are good
 * and hold at least what it holds: one that lacks a claim takes the place of none that has it. Never the newest of all, one
 * under legal hold, or one whose entries are all gone from the policy: nobody said how many of those to keep, so they wait
 * for a person.
 * @param isWanted whether a claim's absence from newer backups is nobody's wish
 */
export function judgeBackups(backups: readonly KeptBackup[], policy: Policy, isWanted: IsWanted): Verdict {
  const newestFirst = backups.toSorted((a, b) => (a.scheduledTime < b.scheduledTime ? 1 : -1));
  const replaces = remember(isWanted);
  const verdict: Verdict = { expired: [], outlasting: [] };
  /** The newer good ones by what they hold: however many they are, those that hold the same are compared once. */
  const newer = new Map<string, Alike>();
  let newest: KeptBackup | undefined;
  for (const backup of newestFirst) {
    const all = [...newer.values()];
    if (newest && isItsTurn(backup, all, policy)) {
      const equals = all.filter(({ holding }) => replaces(holding, backup.holding));
      const claims = lacking(newest.holding, backup.holding, isWanted);
      if (isItsTurn(backup, equals, policy)) verdict.expired.unshift(backup.id);
      else if (claims.length > 0) verdict.outlasting.push({ id: backup.id, claims });
    }
    if (backup.isLost) continue;
    newest ??= backup;
    add(newer, backup);
  }
  return verdict;
}

/** @returns the ids of those that go, oldest first */
export function expired(backups: readonly KeptBackup[], policy: Policy, isWanted: IsWanted): string[] {
  return judgeBackups(backups, policy, isWanted).expired;
}

/** How far an entry is with a backup that it counts. */
export interface Turn {
  entry: string;
  keep: number;
  /** Good ones after it that hold at least what it holds: with `keep` of them the entry keeps it no more. */
  newer: number;
}

/** How one backup stands among those of its schedule. */
export interface Standing {
  /** No good one is newer: it stays, whatever its entries say. */
  isNewest: boolean;
  /** Empty when its entries are all gone from the policy. */
  turns: Turn[];
  /** The next success of the schedule takes it. */
  isExpired: boolean;
  /** Claims for whose sake it stays beyond its turn. */
  onlyDataOf: string[];
}

/** What judgeBackups makes of one backup, and why. @param others of the schedule; older ones say nothing of it */
export function standingOf(backup: KeptBackup, others: readonly KeptBackup[], policy: Policy, isWanted: IsWanted) {
  const after = others.filter(({ id, scheduledTime }) => id !== backup.id && scheduledTime > backup.scheduledTime);
  const { expired: gone, outlasting } = judgeBackups([...after, backup], policy, isWanted);
  const newer = new Map<string, Alike>();
  for (const one of after) if (!one.isLost) add(newer, one);
  const equals = [...newer.values()].filter(({ holding }) => holdsAtLeast(holding, backup.holding, isWanted));
  return {
    isNewest: newer.size === 0 && !backup.isLost,
    turns: turnsOf(backup, equals, policy),
    isExpired: gone.includes(backup.id),
    onlyDataOf: outlasting.find(({ id }) => id === backup.id)?.claims ?? [],
  };
}

/** Why retention takes a backup of these entries, in a sentence. */
export function whyExpired(entries: readonly string[], policy: Policy): string {
  const counting = policy.filter(({ id }) => entries.includes(id));
  const keeps = counting.map(({ id, keep }) => `entry ${id} keeps ${keep}`).join(', ');
  return `${keeps || 'no entry keeps it'}, and as many newer backups hold all that it holds`;
}

/** Good backups that hold the same: how many each entry counts. */
interface Alike {
  holding: Holding;
  counted: Map<string, number>;
}

function add(newer: Map<string, Alike>, { holding, entries }: KeptBackup): void {
  const alike = newer.get(holding.digest) ?? { holding, counted: new Map<string, number>() };
  for (const entry of entries) alike.counted.set(entry, (alike.counted.get(entry) ?? 0) + 1);
  newer.set(holding.digest, alike);
}

/** Whether these newer ones take its place in each of its entries; one at least, however few are to be kept. */
function isItsTurn(backup: KeptBackup, newer: readonly Alike[], policy: Policy): boolean {
  if (backup.isHeld || newer.length === 0) return false;
  const turns = turnsOf(backup, newer, policy);
  return turns.length > 0 && turns.every((turn) => turn.newer >= turn.keep);
}

function turnsOf({ entries }: KeptBackup, newer: readonly Alike[], policy: Policy): Turn[] {
  return policy
    .filter(({ id }) => entries.includes(id))
    .map(({ id, keep }) => ({
      entry: id,
      keep,
      newer: newer.reduce((sum, { counted }) => sum + (counted.get(id) ?? 0), 0),
    }));
}

/** Many hold the same: each pair of holdings is compared once. */
function remember(isWanted: IsWanted): (later: Holding, earlier: Holding) => boolean {
  const known = new Map<string, boolean>();
  return (later, earlier) => {
    const pair = `${later.digest} ${earlier.digest}`;
    const found = known.get(pair) ?? holdsAtLeast(later, earlier, isWanted);
    known.set(pair, found);
    return found;
  };
}
