import type { Schemas } from '../../client/client.ts';
import { counted } from './bytes.ts';

export const words = {
  title: 'Policies',
  description:
    'When to back up, and how many backups to keep. A schedule applies one to a cluster, a location and a selection.',
  create: 'Create policy',
  createTitle: 'Create a policy',
  editTitle: (name: string) => `Policy ${name}`,
  editWhy: 'What is saved holds for all schedules that are bound to it, from their next run on.',
  name: 'Name',
  nameWhy: 'Lower-case letters, digits and hyphens. It cannot be changed.',
  entries: 'Entries',
  entriesWhy: 'Each is a time and a count of its own. A run on which several fall counts for each of them.',
  addEntry: 'Add entry',
  removeEntry: (id: string) => `Remove the entry ${id}`,
  id: 'Id',
  kind: 'How often',
  every: 'Interval',
  days: 'Days',
  day: 'Day of the month',
  at: 'At',
  onceAt: 'On',
  keep: 'Keep',
  zone: 'Time zone',
  zoneWhy: 'Of all times of day in the policy. Where clocks are set forward, a time that is skipped has no run.',
  overlap: 'When the run before is not over',
  missed: 'After missed runs',
  schedules: 'Schedules',
  noSchedules: 'None',
  usedBy: 'Used by',
  saved: (name: string) => `${name} is saved`,
  created: (name: string) => `${name} is created`,
  remove: 'Remove',
  removeHeader: (name: string) => `Remove ${name}?`,
  removeText: 'The policy goes. No backup is touched.',
  removeForce: 'The schedules that are named are removed with it; their backups stay.',
  removed: (name: string) => `${name} is removed`,
};

export const preview = {
  title: 'Next runs',
  why: 'Of what is typed now, saved or not.',
  ofSchedule: 'Count the backups of',
  ofNoSchedule: 'No schedule: from none on',
  when: 'When',
  entries: 'Entries',
  deletes: 'Deletes then',
  nothing: 'Nothing',
  none: 'No run is ahead.',
  incomplete: 'Complete the entries to see their runs.',
  skipped: 'Skipped by daylight saving',
  skippedText: (entry: string, local: string) =>
    `${entry} has no run at ${local.replace('T', ' ')}: the clocks skip it`,
};

export const OVERLAPS = { skip: 'Skip this one', queue: 'Run it afterwards; one at most waits' } as const;
export const MISSES = { runOnce: 'One late run for all of them', skip: 'Nothing' } as const;

export const KINDS = {
  interval: 'At an interval',
  daily: 'Every day',
  weekly: 'On days of the week',
  monthly: 'On a day of the month',
  once: 'Once',
} as const;

export const DAYS = {
  MON: 'Monday',
  TUE: 'Tuesday',
  WED: 'Wednesday',
  THU: 'Thursday',
  FRI: 'Friday',
  SAT: 'Saturday',
  SUN: 'Sunday',
} as const;

export type Entry = Schemas['Policy']['entries'][number];

/** `Every Monday and Friday at 02:00, 7 kept` */
export function sentenceOf(entry: Entry): string {
  return `${whenOf(entry)}, ${counted(entry.keep, 'backup')} kept`;
}

function whenOf(entry: Entry): string {
  if (entry.kind === 'interval') return `Every ${entry.every.replace(/(\d+)/, '$1 ')}`;
  if (entry.kind === 'daily') return `Every day at ${entry.at}`;
  if (entry.kind === 'weekly') return `Every ${listed(daysOf(entry.days))} at ${entry.at}`;
  if (entry.kind === 'once') return `Once, on ${entry.at.replace('T', ' at ')}`;
  return `On ${entry.day === 'last' ? 'the last day' : `day ${entry.day}`} of each month at ${entry.at}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** From Monday on, in whatever order they were given. */
function daysOf(days: readonly string[]): string[] {
  return Object.entries(DAYS)
    .filter(([day]) => days.includes(day))
    .map(([, name]) => name);
}
