import * as z from 'zod';
import { openRecord } from '../open-record.ts';

/**
 * What of an object came back otherwise than it was backed up. What the API server writes into every object (uid,
 * resourceVersion, times, managedFields) and the status of kinds whose controllers count it anew are not among them.
 */
export const fieldChangeSchema = openRecord({
  /** As a person would write it: `spec.externalIPs`, `metadata.annotations[metallb.io/loadBalancerIPs]`. */
  field: z.string(),
  /** `kept`: it came back as it was, and somebody should know that it did. */
  action: z.enum(['dropped', 'changed', 'kept']),
  /** A sentence's end: it stands after a colon. */
  reason: z.string(),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

/** `spec.externalIPs dropped: its source may still have it`, for messages. */
export function describeChange({ field, action, reason }: FieldChange): string {
  return `${field} ${action}: ${reason}`;
}
