import * as z from 'zod';
import { backupSpecSchema } from '../backup/backup-spec.ts';
import { keptOutSchema, leftOutSchema } from '../backup/kept-out.ts';
import { sinceBeforeSchema } from '../backup/since-before.ts';
import { openRecord, time } from '../open-record.ts';
import { freezeSchema } from '../rule/freeze.ts';
import { backupCheckpoints } from './checkpoints.ts';
import { PHASES } from './phase.ts';
import { recordShape } from './record.ts';
import { refSchema } from './refs.ts';

export const UNPROTECTED = [
  'Excluded',
  'NoData',
  'Ephemeral',
  'Gone',
  'NamespaceGone',
  'Lost',
  'Terminating',
  'Unsupported',
] as const;

/** A claim, or all of a namespace, that a backup has no data of. */
export const unprotectedSchema = openRecord({
  namespace: z.string(),
  /** Absent for a namespace. */
  pvc: z.string().exactOptional(),
  outcome: z.enum(UNPROTECTED).describe('Lost, Terminating and Unsupported have failed the backup'),
  /** In a sentence. */
  reason: z.string(),
  meant: z.literal(true).exactOptional().describe('the schedule says that it may be deleted'),
  allowedBy: z.string().exactOptional().describe('it has data that cannot be read, and was left out by this word'),
});
export type Unprotected = z.infer<typeof unprotectedSchema>;

const lackShape = {
  claims: z.array(z.string()).meta({ description: '`namespace/name`, 20 at most', example: ['shop/data'] }),
  count: z.int(),
};

/** Claims that the whole backup before, `than`, has data of, and this one has not, by nobody's wish. */
export const lacksSchema = openRecord({ ...lackShape, than: z.string() });
export type Lacks = z.infer<typeof lacksSchema>;

/** One moment at which a schedule fires. */
const slotSchema = openRecord({
  schedule: refSchema,
  /** The entries of its policy that fall on this moment: one run, which all of them count. */
  entries: z.array(z.string()),
  /** UTC, whole seconds. */
  scheduledTime: z.string().meta({ example: '2026-11-26T02:00:00Z' }),
  /** Run after the slot was missed, once, as the schedule's policy asks. */
  late: z.literal(true).exactOptional(),
  /** Somebody asked for it: it is for no slot, and counts for the entry. */
  onDemand: z.literal(true).exactOptional(),
});
export type Slot = z.infer<typeof slotSchema>;

/** Why, and by which operation, a backup goes. */
const deletionSchema = openRecord({
  operationId: z.string(),
  at: time,
  by: z.string().describe('a person, or the retention of a schedule'),
  /** Rows of an earlier release say by whom once more. */
  because: z.string().describe('why'),
  /** What it was before; it is that again when the deletion ends before it has taken anything. */
  from: z.enum(PHASES),
  doneAt: time.exactOptional(),
  /** In sentences; nobody comes back for it. */
  left: z.array(z.string()).exactOptional().describe('what could not be removed, and why'),
});
export type Deletion = z.infer<typeof deletionSchema>;

/** The row of a backup: while it runs, and for as long as it can be restored. */
export const backupOperationSchema = openRecord({
  ...recordShape,
  kind: z.literal('backup'),
  spec: backupSpecSchema,
  checkpoints: backupCheckpoints.exactOptional(),
  /** Which slot of which schedule it is for. */
  slot: slotSchema.exactOptional(),
  /** Until that is over nobody starts it. */
  queuedBehind: z.string().exactOptional().describe('the run of the same schedule that it waits for'),
  legalHold: openRecord({ at: time, by: z.string(), reason: z.string() })
    .exactOptional()
    .describe('nobody and nothing deletes it'),
  /** Of one that is going, or went: by whose wish, and which operation does it. */
  deletion: deletionSchema.exactOptional(),
  uploadedBytes: z.int().exactOptional().describe('of a backup that has ended: what of `bytes` was uploaded'),
  /** When it began to seal: nobody cancels it any more. */
  sealingAt: time.exactOptional(),
  sealSha256: z.string().exactOptional(),
  freezes: z
    .array(freezeSchema)
    .exactOptional()
    .describe('of a backup with rules: how long the applications of each freeze group stood still; the longest 50'),
  /** Leases on repositories, and on the quiescing of namespaces, that it may hold; an end on any path gives them back. */
  heldLeases: z.array(z.string()).exactOptional(),
  /** When local copies are to be released: its own, or those whose turn its success brings; open until then. */
  copiesUntil: z.string().exactOptional(),
  /** None of its local copies will ever be released again: they are gone, or are the backup. */
  copiesReleasedAt: z.string().exactOptional(),
  copyLostAt: time
    .exactOptional()
    .describe(
      'since when the seal of a backup, or a part of its manifests, is missing or altered at its location, so that it cannot be restored; gone once it is in order again',
    ),
  damagedAt: time
    .exactOptional()
    .describe('since when a backup is known to lack data at its location; gone once it is there again'),
  damagedVolumes: z
    .array(z.string())
    .exactOptional()
    .describe('the claims whose data is lacking, as namespace/name, at most 100'),
  /** Of one that has Succeeded: claims that it has data of; rows of an earlier release say it in their volumes only. */
  holds: openRecord({ volumes: z.int(), digest: z.string() }).exactOptional(),
  /** Of a schedule; rows of an earlier release do not know. */
  sinceBefore: sinceBeforeSchema
    .exactOptional()
    .describe('of a schedule: the namespaces that have joined and left its selection since the run before'),
  keptOut: keptOutSchema
    .exactOptional()
    .describe('of a backup: what its selection takes and somebody keeps out of it, and by what'),
  leftOut: leftOutSchema
    .exactOptional()
    .describe('of a backup: what its workloads mount or refer to, and is not in it'),
  /** Of a schedule whose namespaces its cluster decides: those that it has backed up once, and nobody selects any more. */
  letGo: z.array(z.string()).exactOptional(),
  /** The loud ones first. */
  unprotected: z
    .array(unprotectedSchema)
    .exactOptional()
    .describe('of a backup: what of its selection it has no data of, and why; 50 at most'),
  lacks: lacksSchema
    .exactOptional()
    .describe('of a schedule: claims that the whole backup before it (`than`) has data of, and this one has not'),
  onlyDataOf: openRecord({ ...lackShape, since: time })
    .exactOptional()
    .describe('retention keeps it beyond its turn: claims that no newer backup has data of'),
});
