import * as z from 'zod';
import { dnsLabel } from '../dns-label.ts';
import { openRecord, storedAs, time } from '../open-record.ts';

export const NOTIFICATION_EVENTS = [
  'backup.succeeded',
  'backup.reduced',
  'backup.failed',
  'backup.missed',
  'backup.skipped',
  'backup.cancelled',
  'backup.recovered',
  'backup.damaged',
  'restore.succeeded',
  'restore.failed',
  'restore.cancelled',
  'delete.failed',
  'maintenance.failed',
  'validation.failed',
  'location.finding',
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

/** What somebody has to do something about, and the news that it is over. */
const DEFAULT_EVENTS: NotificationEvent[] = [
  'backup.failed',
  'backup.missed',
  'backup.reduced',
  'backup.recovered',
  'backup.damaged',
  'restore.failed',
  'delete.failed',
  'maintenance.failed',
  'location.finding',
];

const events = z
  .array(z.enum(NOTIFICATION_EVENTS))
  .min(1)
  .max(NOTIFICATION_EVENTS.length)
  .default(DEFAULT_EVENTS)
  .describe(
    'backup.recovered: the first whole success of a schedule after a failure or a miss; backup.reduced: a success without data that it should hold, sent also to who asked for backup.failed; backup.damaged: backups that had succeeded were found to lack data at their location (the operation is the one that found it); location.finding: a maintenance found something new amiss at its location',
  );

/** Who asked to be told of failures was there before `backup.reduced` was, and counts on hearing of it. */
export function asksFor(asked: readonly NotificationEvent[], event: NotificationEvent): boolean {
  return asked.includes(event) || (event === 'backup.reduced' && asked.includes('backup.failed'));
}

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/;
const topicArn = z.string().regex(TOPIC_ARN, 'the ARN of an SNS topic');

const webhookUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .max(2048)
  .refine((text) => {
    const { username, password, hash } = new URL(text);
    return username === '' && password === '' && hash === '';
  }, 'an https address without user and fragment');

/** Signs each message; printable, so that it can be pasted into a receiver's settings. */
const webhookSecret = z.string().regex(/^[!-~]{16,256}$/, '16 to 256 printable characters without blanks');

const sns = z.strictObject({ kind: z.literal('sns'), topicArn, events });
const webhook = z.strictObject({ kind: z.literal('webhook'), url: webhookUrl, secret: webhookSecret, events });

/** The body of POST /v1/notifications. The secret goes to the secret store, the rest is the spec. */
export const notificationRequestSchema = z.discriminatedUnion('kind', [
  sns.extend({ name: dnsLabel }),
  webhook.extend({ name: dnsLabel }),
]);

/** The body of PUT: all of it; a secret that is left out stays. */
export const notificationUpdateSchema = z.discriminatedUnion('kind', [
  sns,
  webhook.extend({ secret: webhookSecret.optional() }),
]);

/** `spec` of a catalogue item of kind `notification`. */
export const notificationSpecSchema = storedAs(z.discriminatedUnion('kind', [sns, webhook.omit({ secret: true })]));
export type NotificationSpec = z.infer<typeof notificationSpecSchema>;

const untoldShape = { at: time, message: z.string().describe('its id'), reason: z.string() };

export const notificationStatusSchema = openRecord({
  lastDeliveredAt: time.optional(),
  failing: openRecord({ since: time, ...untoldShape })
    .optional()
    .describe('the newest try that failed; gone with the next delivery'),
  givenUp: openRecord(untoldShape).optional().describe('the newest message that was tried for two days in vain'),
});
export type NotificationStatus = z.infer<typeof notificationStatusSchema>;
