import { createHash } from 'node:crypto';
import { base32 } from '../ids.ts';
import type { SlotInput } from '../operation/machine-input.ts';
import type { PolicyEntry, PolicySpec } from './policy-spec.ts';
import type { ScheduleSpec } from './schedule-spec.ts';
import { graceOf, slotsAfter, type Timing } from './slots.ts';

/** One schedule of EventBridge Scheduler, whole: its UpdateSchedule knows no partial change, so there is none. */
export interface RenderedSchedule {
  /** `<uid>-<entry>-<hash of all but startDate>`, at most 64 characters: the same name is the same schedule. */
  name: string;
  /** `rate(5 minutes)`, `cron(0 2 * * ? *)` or `at(2026-12-01T02:00:00)`. */
  expression: string;
  timeZone: string;
  /** Of a rate: its first slot, so that AWS counts from where we count. */
  startDate?: Date;
  /** JSON; EventBridge Scheduler fills in the time. */
  input: string;
  /** A later delivery would be Missed. */
  mostAgeSeconds: number;
  /** A schedule that fires once goes once it has. */
  isOnce: boolean;
}

/** EventBridge Scheduler's own word for the time that a delivery is of. */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

const HASH = 8;
const LEAST_AGE_SECONDS = 60;

interface Scheduled {
  uid: string;
  createdAt: string;
  spec: Pick<ScheduleSpec, 'suspended'>;
}

export function timingOf({ createdAt }: Pick<Scheduled, 'createdAt'>, { timeZone, entries }: PolicySpec): Timing {
  return { timeZone, entries, anchor: new Date(createdAt) };
}

/** What EventBridge Scheduler must hold of a schedule: nothing while it is suspended, or of an entry that has fired for good. */
export function renderSchedules(schedule: Scheduled, policy: PolicySpec, now: Date): RenderedSchedule[] {
  if (schedule.spec.suspended) return [];
  const timing = timingOf(schedule, policy);
  return policy.entries.flatMap((entry) => {
    const first = slotsAfter({ ...timing, entries: [entry] }, now).next().value;
    return first ? [renderSchedule(schedule.uid, entry, timing, first.at)] : [];
  });
}

function renderSchedule(uid: string, entry: PolicyEntry, timing: Timing, first: Date): RenderedSchedule {
  const input: SlotInput = { scheduleUid: uid, entry: entry.id, scheduledTime: SCHEDULED_TIME };
  const rendered = {
    expression: expressionOf(entry),
    timeZone: timing.timeZone,
    input: JSON.stringify(input),
    mostAgeSeconds: Math.max(LEAST_AGE_SECONDS, graceOf(timing, [entry.id]) / 1000),
    isOnce: entry.kind === 'once',
  };
  const hash = base32(createHash('sha256').update(JSON.stringify(rendered)).digest()).slice(0, HASH);
  const start = entry.kind === 'interval' ? { startDate: first } : {};
  return { name: `${uid}-${entry.id}-${hash}`, ...rendered, ...start };
}

function expressionOf(entry: PolicyEntry): string {
  if (entry.kind === 'interval') return `rate(${rateOf(entry.every)})`;
  if (entry.kind === 'once') return `at(${entry.at}:00)`;
  const [hour = '', minute = ''] = entry.at.split(':').map((digits) => String(Number(digits)));
  if (entry.kind === 'daily') return `cron(${minute} ${hour} * * ? *)`;
  if (entry.kind === 'weekly') return `cron(${minute} ${hour} ? * ${entry.days.join(',')} *)`;
  return `cron(${minute} ${hour} ${entry.day === 'last' ? 'L' : entry.day} * ? *)`;
}

const UNITS: Readonly<Record<string, string>> = { m: 'minute', h: 'hour', d: 'day' };

function rateOf(every: string): string {
  const count = Number(every.slice(0, -1));
  return `${count} ${UNITS[every.slice(-1)]}${count === 1 ? '' : 's'}`;
}
