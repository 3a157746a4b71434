import * as z from 'zod';
import { dnsLabel } from '../../domain/dns-label.ts';
import { OPERATION_KINDS } from '../../domain/ids.ts';
import { PHASES } from '../../domain/operation/phase.ts';
import { isSelector, parseSelectorHere } from '../../domain/selectors/parse-selector.ts';
import { isLabelKey, isLabelValue, type Requirement } from '../../domain/selectors/requirement.ts';
import { choicesOf } from '../http/comma-list.ts';

/** Which page of a list. */
export const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(4096).optional(),
});

const flag = z.enum(['true', 'false']).default('false');
const asBoolean = (text: 'true' | 'false') => text === 'true';

/** Of DELETE of a catalogue thing. */
export const forceQuerySchema = z.strictObject({
  force: flag
    .transform(asBoolean)
    .describe('ends what uses it: schedules are removed, operations are cancelled; the audit trail says which'),
});

export const restoreQuerySchema = z.strictObject({
  force: flag
    .transform(asBoolean)
    .describe('tries it although the backup is known to lack data or its seal; they may be back'),
});

const removed = flag.transform(asBoolean).describe('what was removed, in place of what is there');
export const itemQuerySchema = z.strictObject({ deleted: removed });
export const itemsQuerySchema = pageSchema.extend({ deleted: removed });

/** UTC with milliseconds, as rows have it: their order as text is their order in time. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** Of a list of what was in a span of time. */
export const spanShape = { from: instant.optional(), to: instant.optional().describe('not before `from`') };

/** A span that ends before it begins has nothing in it: most often the two were mixed up. */
export function inOrder<Query extends z.ZodObject<typeof spanShape>>(query: Query): Query {
  const isInOrder = ({ from, to }: z.output<z.ZodObject<typeof spanShape>>) =>
    from === undefined || to === undefined || from <= to;
  return query.refine((given) => isInOrder(given), {
    path: ['to'],
    message: 'it is before from, and nothing is in such a span',
  });
}

/** `name` or `name=value`, of which a selector could say as much only where both are as Kubernetes has them. */
const PLAIN = /^([A-Za-z0-9][\w./-]*)(?:=(|[^=].*))?$/s;

function plainOf(text: string): Requirement | undefined {
  const [, key, value] = PLAIN.exec(text.trimStart()) ?? [];
  if (key === undefined) return undefined;
  return value === undefined ? { key, operator: 'Exists', values: [] } : { key, operator: 'In', values: [value] };
}

function isOdd({ key, values }: Requirement): boolean {
  return !isLabelKey(key) || !values.every(isLabelValue);
}

/** Labels of operations take keys and values that no selector can say: they may be asked for as they are. */
const labelQuery = z
  .string()
  .min(1)
  .max(2048)
  .transform((text, context): Requirement[] => {
    const plain = text.split(',').map(plainOf);
    const asTheyAre = plain.filter((one) => one !== undefined);
    const isPlain = asTheyAre.length === plain.length;
    // Blanks beside a sign are none of the value where a selector has several.
    const mayBeSelector = plain.length > 1 && isSelector(text);
    return isPlain && asTheyAre.some(isOdd) && !mayBeSelector ? asTheyAre : parseSelectorHere(text, context);
  })
  .describe(
    'a label selector as kubectl takes it: `team=web,env!=prod`, `tier in (a, b)`, `!old`; or `name` and `name=value`, separated by commas, whose values may be anything without a comma: `owner=Jane Doe,team=web`',
  );

const operationsQuery = pageSchema.extend({
  cluster: dnsLabel.optional(),
  schedule: dnsLabel.optional(),
  location: dnsLabel.optional().describe('what writes to it, reads from it, or is about it'),
  phase: choicesOf(PHASES, 'one, or several: `Failed,Missed`').optional(),
  open: z.literal('true').optional().describe('what has not ended: Pending, InProgress or Deleting'),
  namespace: dnsLabel.optional().describe('backups that selected it, restores from it or into it'),
  label: labelQuery.optional(),
  search: z.string().min(1).max(128).optional().describe('part of name, id, cluster or labels'),
  ...spanShape,
});

export const operationsQuerySchema = inOrder(operationsQuery);
export const anyOperationsQuerySchema = inOrder(
  operationsQuery.extend({ kind: choicesOf(OPERATION_KINDS, 'one, or several: `backup,restore`').optional() }),
);

/** How much a page covers is the server's affair. */
export const historyQuerySchema = pageSchema.pick({ cursor: true });

export const noBodySchema = z.strictObject({});
