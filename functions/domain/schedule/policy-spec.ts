import * as z from 'zod';
import { dnsLabel } from '../dns-label.ts';
import { storedAs } from '../open-record.ts';
import { secondsOf } from '../settings/settings.ts';

export const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;

/** In the name of an EventBridge schedule, which has 64 characters for uid, entry and hash. */
const entryId = dnsLabel.max(16);
const keep = z.int().min(1).max(1000).describe('backups of this entry to keep');
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day from 00:00 to 23:59');
const dateTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/, {
    message: 'a local date and time such as 2026-12-01T02:00, without a zone',
    abort: true,
  })
  .refine(isOfCalendar, 'a date that the calendar has');

const DAYS_29_TO_31 = 'days 29 to 31 are not in every month: use "last" for the last day of each';
const dayOfMonth = z.union([z.literal('last'), z.int().min(1).max(28, DAYS_29_TO_31)], {
  error: `a day from 1 to 28, or "last"; ${DAYS_29_TO_31}`,
});

const MAX_SECONDS = 365 * 86_400;
const every = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, { message: 'an interval such as "15m", "6h" or "2d"; whole minutes', abort: true })
  .refine((text) => secondsOf(text) <= MAX_SECONDS, 'an interval of at most 365d');

export const policyEntrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ id: entryId, kind: z.literal('interval'), every, keep }),
  z.strictObject({ id: entryId, kind: z.literal('daily'), at: timeOfDay, keep }),
  z.strictObject({
    id: entryId,
    kind: z.literal('weekly'),
    days: z.array(z.enum(WEEKDAYS)).min(1).max(7).refine(isSet, 'each day once'),
    at: timeOfDay,
    keep,
  }),
  z.strictObject({ id: entryId, kind: z.literal('monthly'), day: dayOfMonth, at: timeOfDay, keep }),
  z.strictObject({ id: entryId, kind: z.literal('once'), at: dateTime, keep }),
]);
export type PolicyEntry = z.infer<typeof policyEntrySchema>;

/** What a policy has beside its time zone. */
export const policyFields = {
  entries: z
    .array(policyEntrySchema)
    .min(1)
    .max(10)
    .refine((entries) => isSet(entries.map(({ id }) => id)), 'each entry with an id of its own'),
  overlap: z
    .enum(['skip', 'queue'])
    .default('skip')
    .describe('when the run before is not over: skip this one, or run it afterwards (one at most waits)'),
  missed: z
    .enum(['skip', 'runOnce'])
    .default('runOnce')
    .describe('after missed slots: nothing, or one late run for all of them'),
};

/** `spec` of a catalogue item of kind `policy`. */
export const policySpecSchema = storedAs(
  z.object({
    timeZone: z.string().default('UTC'),
    ...policyFields,
    /** Since when it fires as it does now, if it was changed since without firing otherwise. */
    timedSince: z.string().exactOptional(),
  }),
);
export type PolicySpec = z.infer<typeof policySpecSchema>;

/** Whether two policies fire alike; what they keep, and what they do about overlaps and misses, may differ. */
export function firesAlike(one: PolicySpec, other: PolicySpec): boolean {
  return timesOf(one) === timesOf(other);
}

function timesOf({ timeZone, entries }: PolicySpec): string {
  const texts = entries.map((entry) => {
    const fields = Object.entries(entry).filter(([name]) => name !== 'keep');
    return fields
      .map(([name, value]) => `${name}=${String(value)}`)
      .toSorted()
      .join(' ');
  });
  return [timeZone, ...texts.toSorted()].join('\n');
}

function isSet(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

/** A day that the month does not have is another day to Date, or none. */
export function isOfCalendar(text: string): boolean {
  const date = new Date(`${text}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
