import * as z from 'zod';
import { dnsLabel, freeName, labelsSchema } from './backup-spec.ts';
import { type ResolvedSettings, settingsSchema } from './settings.ts';

/** The body of POST /v1/restores: every volume and object of a backup, into the same or other namespaces of its cluster. */
export const restoreRequestSchema = z.strictObject({
  name: freeName,
  backup: z.string().regex(/^bk-[a-z2-7]{26}$/, 'the id of a backup'),
  /** Source namespace → target namespace; a namespace that is not named keeps its name. */
  namespaceMapping: z.record(dnsLabel, dnsLabel).default({}),
  settings: settingsSchema.optional(),
  labels: labelsSchema.default({}),
});
export type RestoreRequest = z.infer<typeof restoreRequestSchema>;

/** What a restore was asked for, frozen into the operation when it starts. */
export interface RestoreSpec {
  backup: string;
  namespaceMapping: Record<string, string>;
  settings: ResolvedSettings;
}
