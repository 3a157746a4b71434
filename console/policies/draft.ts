import type { Schemas } from '../../client/client.ts';
import type { DAYS, Entry, MISSES, OVERLAPS } from '../words/policies.ts';

export type Policy = Schemas['Policy'];

/** An entry as it is typed: the fields of all kinds, so that nothing is lost while somebody tries another one. */
export interface DraftEntry {
  /** Rows have no other identity: an id can be typed anew. */
  row: string;
  id: string;
  kind: Entry['kind'];
  every: string;
  days: (keyof typeof DAYS)[];
  day: string;
  at: string;
  onceAt: string;
  keep: string;
}

export interface Draft {
  name: string;
  timeZone: string;
  entries: DraftEntry[];
  overlap: keyof typeof OVERLAPS;
  missed: keyof typeof MISSES;
}

const BLANK = { every: '6h', days: ['SUN'] as DraftEntry['days'], day: '1', at: '02:00', onceAt: '', keep: '7' };

export const NEW: Draft = {
  name: '',
  timeZone: 'UTC',
  entries: [{ ...BLANK, row: 'first', id: 'daily', kind: 'daily' }],
  overlap: 'skip',
  missed: 'runOnce',
};

export function newEntry(entries: readonly DraftEntry[]): DraftEntry {
  const kind = (['weekly', 'monthly', 'daily'] as const).find((one) => !entries.some(({ id }) => id === one));
  return { ...BLANK, row: crypto.randomUUID(), id: kind ?? `entry-${entries.length + 1}`, kind: kind ?? 'daily' };
}

export function draftOf({ name, timeZone, entries, overlap, missed }: Policy): Draft {
  return { name, timeZone, overlap, missed, entries: entries.map(draftOfEntry) };
}

function draftOfEntry(entry: Entry): DraftEntry {
  const { id, kind, keep } = entry;
  return {
    ...BLANK,
    row: id,
    id,
    kind,
    keep: String(keep),
    ...(entry.kind === 'interval' ? { every: entry.every } : {}),
    ...(entry.kind === 'weekly' ? { days: [...entry.days] } : {}),
    ...(entry.kind === 'monthly' ? { day: String(entry.day) } : {}),
    ...(entry.kind === 'once' ? { onceAt: entry.at } : {}),
    ...(entry.kind === 'daily' || entry.kind === 'weekly' || entry.kind === 'monthly' ? { at: entry.at } : {}),
  };
}

/** What the API takes, or refuses with the field that is wrong: a number that is none stays as it was typed. */
export function updateOf({ timeZone, entries, overlap, missed }: Draft): Schemas['PolicyUpdate'] {
  return { timeZone, entries: entries.map(entryOf), overlap, missed };
}

function entryOf({ id, kind, every, days, day, at, onceAt, keep: typed }: DraftEntry): Entry {
  const keep = numberOf(typed);
  if (kind === 'interval') return { id, kind, every: every.trim(), keep };
  if (kind === 'daily') return { id, kind, at: at.trim(), keep };
  if (kind === 'weekly') return { id, kind, days, at: at.trim(), keep };
  if (kind === 'once') return { id, kind, at: onceAt.trim(), keep };
  return { id, kind, day: day === 'last' ? 'last' : numberOf(day), at: at.trim(), keep };
}

function numberOf(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : (text as unknown as number);
}
