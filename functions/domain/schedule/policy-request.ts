import * as z from 'zod';
import { dnsLabel } from '../dns-label.ts';
import { isOfCalendar, type PolicySpec, policyFields } from './policy-spec.ts';
import { comesIn, zoneNameOf } from './wall-time.ts';

// Apart from what rows are read by: most functions read a row of a policy, and never load what knows all time zones.

const requestFields = {
  timeZone: z
    .string()
    .max(64)
    .refine((name) => zoneNameOf(name) !== undefined, 'an IANA time zone such as Europe/Berlin')
    .overwrite((name) => zoneNameOf(name) ?? name)
    .default('UTC')
    .describe('of all times of day in the policy'),
  ...policyFields,
};

/** The body of POST /v1/policies. */
export const policyRequestSchema = z.strictObject({ name: dnsLabel, ...requestFields }).superRefine(refuseSkipped);
/** The body of PUT: all of it. */
export const policyUpdateSchema = z.strictObject(requestFields).superRefine(refuseSkipped);

/** An entry of one moment that the zone's clocks skip would never run. */
function refuseSkipped({ timeZone, entries }: Pick<PolicySpec, 'timeZone' | 'entries'>, context: z.RefinementCtx) {
  for (const [index, entry] of entries.entries()) {
    if (entry.kind !== 'once' || !isOfCalendar(entry.at) || !zoneNameOf(timeZone)) continue;
    if (comesIn(timeZone, entry.at)) continue;
    const message = `a moment that ${timeZone} has: its clocks are set forward over this one`;
    context.addIssue({ code: 'custom', path: ['entries', index, 'at'], message });
  }
}
