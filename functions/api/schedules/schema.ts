import * as z from 'zod';
import { dnsLabel } from '../../domain/dns-label.ts';
import { freeText } from '../../domain/free-text.ts';
import { policyUpdateSchema } from '../../domain/schedule/policy-request.ts';
import { scheduleUpdateSchema } from '../../domain/schedule/schedule-spec.ts';
import { durationText, secondsOf } from '../../domain/settings/settings.ts';
import { ITEM_FIELDS, readOnlyFields } from '../http/read-only.ts';
import { pageSchema } from '../operations/schema.ts';

/** The body of PUT of a policy. */
export const policyReplacementSchema = policyUpdateSchema.safeExtend(readOnlyFields(...ITEM_FIELDS));

/** The body of PUT of a schedule: whether it is suspended changes by routes of its own. */
export const scheduleReplacementSchema = scheduleUpdateSchema.extend(
  readOnlyFields(...ITEM_FIELDS, 'suspended', 'nextRuns', 'running', 'queued', 'newestGoodAt', 'applied', 'warnings'),
);

const reason = freeText(500).describe('why, for whoever looks later');

export const suspendSchema = z.strictObject({ reason });
export const resumeSchema = z.strictObject({ reason: reason.optional() });

export const runSchema = z.strictObject({
  entry: dnsLabel.optional().describe('the entry of the policy that counts this run; the first one if absent'),
});

const LONGEST_WINDOW = 31 * 86_400;

export const runsAheadQuerySchema = pageSchema.extend({
  within: durationText
    .refine((text) => secondsOf(text) <= LONGEST_WINDOW, 'a duration of at most 31d')
    .default('24h')
    .describe('how far to look: `6h`, `7d`'),
  cluster: dnsLabel.optional().describe('of schedules of this cluster only'),
});

export const nextRunsQuerySchema = z.strictObject({
  count: z.coerce.number().int().min(1).max(100).default(10),
  schedule: dnsLabel.optional().describe('a schedule of the policy: its backups that are there count too'),
  after: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional()
    .describe('runs after this moment; now if absent'),
});
