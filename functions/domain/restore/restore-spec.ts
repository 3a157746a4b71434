import * as z from 'zod';
import { freeName, labelsSchema } from '../backup/backup-spec.ts';
import { dnsLabel } from '../dns-label.ts';
import { openRecord } from '../open-record.ts';
import { grantsSchema } from '../operation/grants.ts';
import { operationSettingsSchema, resolvedSettingsSchema } from '../settings/settings.ts';

/** A volume may have been of no class: `''`. */
const className = z.string().max(253);

/** The body of POST /v1/restores: every volume and object of a backup, into the same or other namespaces. */
export const restoreRequestSchema = z.strictObject({
  name: freeName,
  backup: z.string().regex(/^bk-[a-z2-7]{26}$/, 'the id of a backup'),
  /** Onto which cluster; without it, the one that the backup was made on. */
  cluster: dnsLabel.optional(),
  /** Source namespace → target namespace; a namespace that is not named keeps its name. */
  namespaceMapping: z.record(dnsLabel, dnsLabel).default({}),
  /** StorageClass of the source → StorageClass of the target; one that is not named keeps its name. */
  storageClassMapping: z.record(className, className.min(1)).default({}),
  /** Where a controller writes it; where status is data it comes back without being asked for. */
  restoreStatus: z
    .boolean()
    .default(false)
    .describe('custom resources get the status that they had, where a controller writes it'),
  settings: operationSettingsSchema.optional(),
  labels: labelsSchema.default({}),
});
export type RestoreRequest = z.infer<typeof restoreRequestSchema>;

/** What a restore was asked for, frozen into the operation when it starts. */
export const restoreSpecSchema = openRecord({
  backup: z.string(),
  namespaceMapping: z.record(z.string(), z.string()),
  namespaces: z
    .array(z.string())
    .exactOptional()
    .describe('those of the backup; absent in records of earlier releases'),
  /** Absent in records of before there was one. */
  storageClassMapping: z.record(z.string(), z.string()).default({}),
  /** Absent in records of before there was one. */
  restoreStatus: z.boolean().default(false),
  settings: resolvedSettingsSchema,
  /** By the scope of who asked for it; absent in records of before there were any. */
  grants: grantsSchema.exactOptional(),
});
export type RestoreSpec = z.infer<typeof restoreSpecSchema>;
