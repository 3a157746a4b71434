import * as z from 'zod';
import { backupSpecSchema } from '../backup/backup-spec.ts';
import { openRecord } from '../open-record.ts';
import { backupCheckpoints } from './checkpoints.ts';
import { PHASES } from './phase.ts';
import { recordShape } from './record.ts';
import { refSchema } from './refs.ts';

/** The last three have failed the backup. */
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
  outcome: z.enum(UNPROTECTED),
  /** In a sentence. */
  reason: z.string(),
  /** The schedule says that it may be deleted. */
  meant: z.literal(true).exactOptional(),
  /** Of a claim that has data which cannot be read: by whose word it was left out. */
  allowedBy: z.string().exactOptional(),
});
export type Unprotected = z.infer<typeof unprotectedSchema>;

/** Claims as `namespace/name`, as many as fit, and how many there are. */
const lackShape = { claims: z.array(z.string()), count: z.number() };

/** Claims that the whole backup before, `than`, has data of, and this one has not, by nobody's wish. */
export const lacksSchema = openRecord({ ...lackShape, than: z.string() });
export type Lacks = z.infer<typeof lacksSchema>;

/** One moment at which a schedule fires. */
const slotSchema = openRecord({
  schedule: refSchema,
  /** The entries of its policy that fall on this moment: one run, which all of them count. */
  entries: z.array(z.string()),
  /** UTC, whole seconds: `2026-11-26T02:00:00Z`. */
  scheduledTime: z.string(),
  /** Run after the slot was missed, once, as the schedule's policy asks. */
  late: z.literal(true).exactOptional(),
  /** Somebody asked for it: it is for no slot, and counts for the entry. */
  onDemand: z.literal(true).exactOptional(),
});
export type Slot = z.infer<typeof slotSchema>;

/** Why, and by which operation, a backup goes. */
const deletionSchema = openRecord({
  operationId: z.string(),
  at: z.string(),
  by: z.string(),
  /** The reason; rows of an earlier release say by whom once more. */
  because: z.string(),
  /** What it was before; it is that again when the deletion ends before it has taken anything. */
  from: z.enum(PHASES),
  doneAt: z.string().exactOptional(),
  /** What could not be removed and why, in sentences; nobody comes back for it. */
  left: z.array(z.string()).exactOptional(),
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
  /** The run of the same schedule that it waits for; until that is over nobody starts it. */
  queuedBehind: z.string().exactOptional(),
  /** Nobody and nothing deletes it until a person takes the hold off. */
  legalHold: openRecord({ at: z.string(), by: z.string(), reason: z.string() }).exactOptional(),
  /** Of one that is going, or went: by whose wish, and which operation does it. */
  deletion: deletionSchema.exactOptional(),
  /** Of one that has ended: what of `bytes` went over the network. */
  uploadedBytes: z.number().exactOptional(),
  /** When it began to seal: nobody cancels it any more. */
  sealingAt: z.string().exactOptional(),
  sealSha256: z.string().exactOptional(),
  /** Leases on repositories that it may hold; an end on any path gives them back. */
  repositoryLeases: z.array(z.string()).exactOptional(),
  /**
   * From then on local copies are to be released: of a failed backup its own; of a schedule's success those whose turn has
   * come. It stays among the open ones until they are.
   */
  copiesUntil: z.string().exactOptional(),
  /** None of its local copies will ever be released again: they are gone, or are the backup. */
  copiesReleasedAt: z.string().exactOptional(),
  /** Since when its seal has not been at its location, though nobody deleted it. */
  copyLostAt: z.string().exactOptional(),
  /** Since when its repositories have been known to lack data that it needs. */
  damagedAt: z.string().exactOptional(),
  /** The claims whose data is lacking, as `namespace/name`; at most 100. */
  damagedVolumes: z.array(z.string()).exactOptional(),
  /** Of one that has Succeeded: claims that it has data of; rows of an earlier release say it in their volumes only. */
  holds: openRecord({ volumes: z.number(), digest: z.string() }).exactOptional(),
  /** What of its selection it has no data of, and why; as many as fit, the loud ones first. */
  unprotected: z.array(unprotectedSchema).exactOptional(),
  /** Of a schedule's backup. */
  lacks: lacksSchema.exactOptional(),
  /** Of a schedule's backup that retention keeps beyond its turn: claims that no newer one has data of. */
  onlyDataOf: openRecord({ ...lackShape, since: z.string() }).exactOptional(),
});
