import * as z from 'zod';
import { groupKindOf, type Manifest } from '../manifest/manifest.ts';
import { openRecord } from '../open-record.ts';
import { STORED } from './restorable.ts';

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

export const OBJECT_OUTCOMES = ['created', 'merged', 'left', 'dropped'] as const;

/**
 * What became of an object of the backup.
 * `created`: the restore made it. `merged`: put on the one that the namespace was born with. `left`: nothing was made of
 * it, and nothing had to be: it stays in the backup, or the target has one, which stays as it is. `dropped`: it was to be
 * made, and the target did not take it; a restore with one of these has not succeeded.
 */
export type ObjectOutcome = (typeof OBJECT_OUTCOMES)[number];

export const OBJECT_REASONS = [
  // left: it stays in the backup; or created, by other means than a create of the manifest
  ...STORED,
  'without_volume',
  'class_mapped',
  'claim_after_cut',
  // left: the target has one
  'exists',
  'same',
  'appeared',
  'made_by_controller',
  // dropped
  'refused',
  'kind_missing',
] as const;

/** Why, in a word to filter by; the sentence beside it says it to a person. */
export type ObjectReason = (typeof OBJECT_REASONS)[number];

/** An object of the backup, on the record of a restore: what became of it, and why. */
export const restoredObjectSchema = openRecord({
  group: z.string().describe('`` for the core group'),
  kind: z.string().meta({ description: 'alone: its group is in `group`', example: 'Deployment' }),
  namespace: z.string().exactOptional().describe('of the target; absent for an object of the whole cluster'),
  name: z.string(),
  outcome: z
    .enum(OBJECT_OUTCOMES)
    .describe(
      '`created`; `merged` into the one that the namespace was born with; `left`: nothing had to be made, it stays in the backup or the target has one; `dropped`: the target did not take it',
    ),
  reason: z.enum(OBJECT_REASONS).exactOptional(),
  why: z.string().exactOptional(),
  fields: z
    .array(fieldChangeSchema)
    .readonly()
    .exactOptional()
    .describe('what came back otherwise than it was backed up, or came back and should be known to'),
  /** Of what this restore made, or left: of nothing else may an undo take it for its own. */
  uid: z.string().exactOptional(),
});
export type RestoredObject = z.infer<typeof restoredObjectSchema>;
export type ObjectFate = Omit<RestoredObject, 'group' | 'kind' | 'namespace' | 'name'>;

/** Objects of one part of the backup, one after the other: what is recorded at once. */
export interface ObjectBatch {
  /** Which part, in restore order. */
  part: number;
  /** Its first object, counted from 0. */
  from: number;
  objects: readonly RestoredObject[];
}

export type OutcomeCounts = Record<ObjectOutcome, number>;

const MAX_FIELDS = 20;
const MAX_TEXT = 500;
const MAX_FIELD_TEXT = 150;

/** Bounded, whatever the API server and the object say: 40 of them fit in a row. */
export function recordOf(object: Manifest, namespace: string | undefined, fate: ObjectFate): RestoredObject {
  const { fields = [], why, ...rest } = fate;
  return {
    ...groupKindOf(object),
    ...(namespace === undefined ? {} : { namespace }),
    name: object.metadata.name,
    ...rest,
    ...(why === undefined ? {} : { why: why.slice(0, MAX_TEXT) }),
    ...(fields.length === 0 ? {} : { fields: boundedFields(fields) }),
  };
}

function boundedFields(fields: readonly FieldChange[]): FieldChange[] {
  const bounded = fields.slice(0, MAX_FIELDS).map(({ field, action, reason }) => ({
    field: field.slice(0, MAX_FIELD_TEXT),
    action,
    reason: reason.slice(0, MAX_FIELD_TEXT),
  }));
  const more = fields.length - bounded.length;
  return more > 0 ? [...bounded, { field: '…', action: 'changed', reason: `${more} fields more` }] : bounded;
}

/** Of a batch that ran twice whoever made an object knows its uid: what this restore made stays so. */
export function mergeRecords(before: readonly RestoredObject[], now: readonly RestoredObject[]) {
  return now.map((object, at) => {
    const earlier = before[at];
    if (earlier?.outcome !== 'created' || earlier.uid === undefined) return object;
    return object.outcome === 'created' && object.uid !== undefined ? object : earlier;
  });
}

export function countOutcomes(objects: Iterable<{ outcome: ObjectOutcome }>): OutcomeCounts {
  const counts = { created: 0, merged: 0, left: 0, dropped: 0 };
  for (const { outcome } of objects) counts[outcome] += 1;
  return counts;
}

/** What the event of a restore's end says: what became of the backup's objects, and how many volumes came back. */
export function restoreSummaryOf(objects: OutcomeCounts, volumes: number): string {
  const fates = OBJECT_OUTCOMES.map((outcome) => `${objects[outcome]} ${outcome}`);
  const data = volumes === 0 ? 'the backup has no volumes' : `${counted(volumes, 'volume')} brought back`;
  return `objects: ${fates.join(', ')}; ${data}`;
}

/**
 * What the event of an undo's end says: how much of what the restore had made is gone, and what stays.
 * @param counts of the operation; one of an earlier release has `objects` only, those that were to go
 * @param stays in sentences
 */
export function undoSummaryOf(counts: Readonly<Record<string, number>>, stays: readonly string[]): string {
  const { removed = counts.objects ?? 0, volumes = 0, namespaces = 0 } = counts;
  const gone = [
    counted(removed, 'object'),
    ...(volumes > 0 ? [counted(volumes, 'volume')] : []),
    ...(namespaces > 0 ? [counted(namespaces, 'namespace')] : []),
  ];
  return `of what the restore made are gone: ${gone.join(', ')}; ${stays.join('; ') || 'nothing of it is left'}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
