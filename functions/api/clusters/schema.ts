import * as z from 'zod';
import { EVERY } from '../../domain/backup/selection-spec.ts';
import { clusterAccessSchema, clusterRequestSchema } from '../../domain/cluster/cluster-spec.ts';
import { parseSelectorHere } from '../../domain/selectors/parse-selector.ts';
import { selectorTextOf } from '../../domain/selectors/requirement.ts';
import { settingsSchema } from '../../domain/settings/settings.ts';
import { commaList } from '../http/comma-list.ts';
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

const browsePage = pageSchema.extend({ limit: z.coerce.number().int().min(1).max(500).default(50) });
/** What it is looked for in is in small letters. */
const search = z.string().min(1).max(253).toLowerCase().optional();

export const namespacesQuerySchema = browsePage.extend({
  search: search.describe('part of the name'),
  labelSelector,
});

const NAME = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const namespaceName = z
  .string()
  .max(63)
  .regex(new RegExp(`^(\\*|${NAME})$`), 'the name of a namespace, or `*`');
const namespaces = commaList(namespaceName)
  .refine((names) => names.length === 1 || !names.includes(EVERY), '`*` alone, or names')
  .meta({
    description: 'names, separated by commas; or `*`: all but those of the system',
    type: 'string',
    pattern: `^(\\*|${NAME}(,${NAME})*)$`,
  });

export const resourceTypesQuerySchema = browsePage.extend({
  namespaces,
  search: search.describe('part of the kind, its plural or its group'),
});

const TYPE = '[A-Za-z0-9]+(\\.[a-z0-9.-]+)?';
const typeName = z
  .string()
  .max(318)
  .regex(new RegExp(`^${TYPE}$`), 'a type, as resource-types has it');
export const resourcesQuerySchema = browsePage.extend({
  namespaces,
  types: commaList(typeName)
    .meta({
      description: '`type` of resource-types, separated by commas: `ConfigMap,Deployment.apps`; absent: all',
      type: 'string',
      pattern: `^${TYPE}(,${TYPE})*$`,
    })
    .optional(),
  labelSelector,
  search: search.describe('part of the name'),
});

export const provisionersQuerySchema = browsePage.extend({
  namespaces,
  search: search.describe('part of the name of the provisioner'),
});
