import * as z from 'zod';
import { openRecord } from '../open-record.ts';
import { resolvedSettingsSchema } from '../settings/settings.ts';

export const deletionSpecSchema = openRecord({
  backup: z.string(),
  because: z.string(),
  /** Goes on where the location refuses, or no cluster reaches the repositories: what stays is said. */
  force: z.boolean(),
  /** Of a backup that is Deleted, and whose seal a maintenance has found at the location again. */
  again: z.literal(true).exactOptional(),
  settings: resolvedSettingsSchema,
});
export type DeletionSpec = z.infer<typeof deletionSpecSchema>;
