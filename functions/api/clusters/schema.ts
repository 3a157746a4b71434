import * as z from 'zod';
import { clusterAccessSchema, clusterRequestSchema } from '../../domain/cluster/cluster-spec.ts';
import { dnsLabel } from '../../domain/dns-label.ts';
import { parseSelectorHere } from '../../domain/selectors/parse-selector.ts';
import { selectorTextOf } from '../../domain/selectors/requirement.ts';
import { settingsSchema } from '../../domain/settings/settings.ts';
import { ITEM_FIELDS, readOnlyFields } from '../http/read-only.ts';
import { pageSchema } from '../operations/schema.ts';

/** The body of PUT. Credentials cannot be read back, so the ones that are left out stay; `null` takes restoreAccess away. */
export const clusterUpdateSchema = z.strictObject({
  access: clusterAccessSchema.optional(),
  restoreAccess: clusterAccessSchema.nullable().optional(),
  namespace: clusterRequestSchema.shape.namespace,
  settings: settingsSchema.default({}),
  ...readOnlyFields(...ITEM_FIELDS, 'clusterId', 'server', 'accessKind', 'hasRestoreAccess', 'status', 'warnings'),
});
export type ClusterUpdate = z.infer<typeof clusterUpdateSchema>;

/** Of equal selectors the same text, so that their cursors are the same, too. */
const labelSelector = z
  .string()
  .min(1)
  .max(1024)
  .transform(parseSelectorHere)
  .transform(selectorTextOf)
  .optional()
  .describe('as kubectl takes it: `team=web,tier in (front,back),!canary`');

export const namespacesQuerySchema = pageSchema.extend({
  search: z.string().min(1).max(63).optional().describe('part of the name'),
  labelSelector,
});

export const provisionersQuerySchema = z.strictObject({
  namespaces: z
    .string()
    .max(8_000)
    .transform((text) => text.split(','))
    .pipe(z.array(dnsLabel).min(1).max(500))
    .meta({
      description: 'names, separated by commas',
      type: 'string',
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(,[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    }),
});
