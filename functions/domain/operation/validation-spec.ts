import * as z from 'zod';
import { dnsLabel } from '../backup/backup-spec.ts';
import { operationSettingsSchema, type ResolvedSettings } from '../settings/settings.ts';

/** The body of POST /v1/locations/{name}/validate: looked at from the control plane, then by a Job of this cluster. */
export const validationRequestSchema = z.strictObject({
  cluster: dnsLabel,
  settings: operationSettingsSchema.optional(),
});
export type ValidationRequest = z.infer<typeof validationRequestSchema>;

/** `spec` of an operation of kind `validation`; its refs name the cluster and the location. */
export interface ValidationSpec {
  /** The location's generation when it was asked for; a later one needs another validation. */
  generation: number;
  settings: ResolvedSettings;
}
