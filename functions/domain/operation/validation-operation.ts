import * as z from 'zod';
import { dnsLabel } from '../dns-label.ts';
import { openRecord } from '../open-record.ts';
import { operationSettingsSchema, resolvedSettingsSchema } from '../settings/settings.ts';
import { recordShape } from './record.ts';

/** The body of POST /v1/locations/{name}/validate: looked at from the control plane, then by a Job of this cluster. */
export const validationRequestSchema = z.strictObject({
  cluster: dnsLabel,
  settings: operationSettingsSchema.optional(),
});
export type ValidationRequest = z.infer<typeof validationRequestSchema>;

export const validationSpecSchema = openRecord({
  /** The location's generation when it was asked for; a later one needs another validation. */
  generation: z.number(),
  settings: resolvedSettingsSchema,
});
export type ValidationSpec = z.infer<typeof validationSpecSchema>;

/** Its refs name the cluster and the location. */
export const validationOperationSchema = openRecord({
  ...recordShape,
  kind: z.literal('validation'),
  spec: validationSpecSchema,
  /** When it found nothing amiss: from here it has succeeded. */
  checkedAt: z.string().exactOptional(),
});
