import * as z from 'zod';
import { dnsLabel } from '../dns-label.ts';
import { isObjectName } from '../manifest/manifest.ts';
import { openRecord, storedAs } from '../open-record.ts';
import { labelSelectorSchema, requirementsOf } from '../selectors/label-selector.ts';

/** Names, and what a selector may come to: all are on the row of each backup. */
export const MAX_NAMESPACES = 500;
/** All of a cluster's namespaces but those of its system. */
export const EVERY = '*';

const namespacePattern = z
  .string()
  .max(63)
  .regex(/^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/, 'a namespace, or "*" for all but those of the system');

const groupName = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/, 'an API group, "" for the core group')
  .default('');
const kindName = z
  .string()
  .max(63)
  .regex(/^[A-Za-z][A-Za-z0-9]*$/, 'a kind, as manifests have it: Deployment');
const objectName = z.string().max(253).refine(isObjectName, 'the name of an object');

const typeSchema = z.strictObject({ group: groupName, kind: kindName });
const types = z
  .array(typeSchema)
  .min(1)
  .max(200)
  .meta({ example: [{ group: 'apps', kind: 'Deployment' }] });
const objectSchema = z.strictObject({ group: groupName, kind: kindName, namespace: dnsLabel, name: objectName });
const claimSchema = z.strictObject({ namespace: dnsLabel, name: objectName });

/** One that asks for nothing would select everything. */
const someLabels = labelSelectorSchema.refine(
  (selector) => requirementsOf(selector).length > 0,
  'at least one entry in matchLabels or matchExpressions',
);

const selectionShape = {
  kind: z.literal('namespaces').default('namespaces'),
  namespaces: z
    .array(namespacePattern)
    .max(MAX_NAMESPACES)
    .default([])
    .meta({
      description: 'by name, or ["*"]: all but those of the system, which are backed up by their names only',
      example: ['shop'],
    }),
  namespaceLabelSelector: someLabels
    .optional()
    .describe('namespaces with these labels, beside those that are named; looked up anew on each run of a schedule'),
  resourceTypes: types
    .optional()
    .describe('of these namespaces, objects of these kinds only; of a claim goes its data'),
  resourceLabelSelector: someLabels.optional().describe('of these namespaces, objects with these labels only'),
  resources: z
    .array(objectSchema)
    .min(1)
    .max(200)
    .optional()
    .describe('single objects, whatever their kinds and labels are, beside those of the namespaces'),
  exclude: z
    .strictObject({
      namespaces: z.array(dnsLabel).max(MAX_NAMESPACES).optional(),
      volumes: z.array(claimSchema).max(500).optional().describe('claims; they stay out with their data'),
      resourceTypes: types.optional(),
      resourceLabelSelector: someLabels.optional(),
    })
    .optional()
    .describe('what stays out though it is selected; so does what is annotated snapferry.dev/exclude: "true"'),
  allowEmpty: z
    .boolean()
    .optional()
    .describe('whether a backup may hold nothing; otherwise a selection that matches nothing fails it'),
};

const openSelectionSchema = z.strictObject(selectionShape);
/** What is selected, as it was asked for. */
export type Selection = z.infer<typeof openSelectionSchema>;

/** Of a body. */
export const selectionSchema = openSelectionSchema.superRefine((selection, context) => {
  const { namespaces, namespaceLabelSelector, resources, exclude } = selection;
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (namespaces.length === 0 && !namespaceLabelSelector && !resources) {
    refuse(['namespaces'], 'at least one of namespaces, namespaceLabelSelector and resources');
  }
  if (namespaces.includes(EVERY) && (namespaces.length > 1 || namespaceLabelSelector)) {
    refuse(['namespaces'], '"*" selects all of them: leave out the other names, and namespaceLabelSelector');
  }
  const both = namedNamespaces(selection).filter((name) => exclude?.namespaces?.includes(name));
  if (both.length > 0) refuse(['exclude', 'namespaces'], `${both[0]} is selected by its name, or an object in it is`);
});

/** The namespaces that are selected by their names, or of which single objects are: they have to be there. */
export function namedNamespaces({ namespaces, resources = [] }: Selection): string[] {
  const ofResources = resources.map(({ namespace }) => namespace);
  return [...new Set([...namespaces.filter((name) => name !== EVERY), ...ofResources])];
}

/** Whether the cluster decides which namespaces are selected. */
export function isDynamic({ namespaces, namespaceLabelSelector }: Selection): boolean {
  return namespaces.includes(EVERY) || namespaceLabelSelector !== undefined;
}

/** Of an operation's row and its seal. */
export const frozenSelectionSchema = openRecord({
  kind: z.literal('namespaces'),
  /** Those that are named, until PlanBackup has looked them up. */
  namespaces: z.array(z.string()).describe('those that the selection has come to'),
  partly: z
    .array(z.string())
    .exactOptional()
    .describe('of these namespaces, those that are in it for single `resources` only'),
  asked: storedAs(openSelectionSchema)
    .exactOptional()
    .describe('the selection as it was asked for; absent where that is names of namespaces only'),
});
export type FrozenSelection = z.infer<typeof frozenSelectionSchema>;

export function freezeSelection(selection: Selection): FrozenSelection {
  const { kind, namespaces: _, ...more } = selection;
  const namesOnly = !isDynamic(selection) && Object.values(more).every((field) => field === undefined);
  return { kind, namespaces: namedNamespaces(selection), ...(namesOnly ? {} : { asked: selection }) };
}

/** The selection as it was asked for; of names only, as it has come to. */
export function askedOf({ kind, namespaces, asked }: FrozenSelection): Selection {
  return asked ?? { kind, namespaces };
}
