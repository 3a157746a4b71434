import * as z from 'zod';
import { OPERATION_KINDS } from '../../domain/ids.ts';
import { UNPROTECTED } from '../../domain/operation/backup-operation.ts';
import { MAX_STAGES } from '../../domain/operation/stages.ts';
import { RULES } from '../../domain/schedule/kept-until.ts';
import { phaseSchema } from './schema.ts';

/** What the routes of operations answer. Types of the views, the OpenAPI document and the tests; no function loads it. */

export const timeAnswer = z.string().meta({ format: 'date-time', example: '2026-11-23T09:00:00.000Z' });
/** Of a catalogue thing that is no more. */
export const removedAnswer = z.strictObject({
  at: timeAnswer,
  by: z.string(),
  forced: z.boolean().meta({ description: 'there were users, which were ended' }),
});
const bytes = z.int().min(0);

export const failureAnswer = z
  .strictObject({
    code: z.string(),
    message: z.string(),
    stage: z.string().optional(),
    remedy: z.string(),
  })
  .meta({ id: 'Failure' });

const lackFields = {
  claims: z.array(z.string()).meta({ description: '`namespace/name`, 20 at most', example: ['shop/data'] }),
  count: z.int(),
};

const operationFields = {
  id: z.string(),
  kind: z.enum(OPERATION_KINDS),
  name: z.string(),
  phase: phaseSchema,
  stage: z.string().optional().meta({ description: 'the state of the state machine that it is in' }),
  stageStartedAt: timeAnswer.optional(),
  cluster: z.string(),
  clusterId: z.string(),
  sourceCluster: z
    .string()
    .optional()
    .meta({ description: 'of a restore onto another cluster: the one that the backup was made on' }),
  sourceClusterId: z.string().optional(),
  location: z.string().optional(),
  backup: z.string().optional().meta({ description: 'of a restore: the backup that it brings back' }),
  retryOf: z.string().optional(),
  slot: z
    .strictObject({
      schedule: z.string(),
      entries: z.array(z.string()),
      scheduledTime: z.string().meta({ example: '2026-11-26T02:00:00Z' }),
      late: z.literal(true).optional(),
      onDemand: z.literal(true).optional(),
    })
    .optional()
    .meta({ description: 'of a backup of a schedule: which run of which entries of its policy' }),
  queuedBehind: z.string().optional().meta({ description: 'the run of the same schedule that it waits for' }),
  legalHold: z
    .strictObject({ at: timeAnswer, by: z.string(), reason: z.string() })
    .optional()
    .meta({ description: 'nobody and nothing deletes it' }),
  deletion: z
    .strictObject({
      operationId: z.string(),
      at: timeAnswer,
      by: z.string().meta({ description: 'a person, or the retention of a schedule' }),
      because: z.string().meta({ description: 'why' }),
      from: phaseSchema,
      doneAt: timeAnswer.optional(),
      left: z.array(z.string()).optional().meta({ description: 'what could not be removed, and why' }),
    })
    .optional(),
  counts: z.record(z.string(), z.number()),
  bytes,
  uploadedBytes: z.int().optional().meta({ description: 'of a backup that has ended: what of `bytes` was uploaded' }),
  durationSeconds: z.number().optional().meta({ description: 'from startedAt to finishedAt' }),
  createdAt: timeAnswer,
  createdBy: z.string(),
  startedAt: timeAnswer.optional(),
  updatedAt: timeAnswer,
  finishedAt: timeAnswer.optional(),
  deadline: timeAnswer,
  cancelRequestedAt: timeAnswer.optional(),
  cancelRequestedBy: z.string().optional(),
  sealingAt: timeAnswer.optional(),
  sealSha256: z.string().optional(),
  unreachableSince: timeAnswer.optional(),
  copyLostAt: timeAnswer.optional().meta({
    description:
      'since when the seal of a backup, or a part of its manifests, is missing or altered at its location, so that it cannot be restored; gone once it is in order again',
  }),
  damagedAt: timeAnswer
    .optional()
    .meta({ description: 'since when a backup is known to lack data at its location; gone once it is there again' }),
  damagedVolumes: z
    .array(z.string())
    .optional()
    .meta({ description: 'the claims whose data is lacking, as namespace/name, at most 100' }),
  damagedBackups: z
    .array(z.string())
    .optional()
    .meta({ description: 'backups that this operation has found to lack data, at most 100' }),
  holds: z
    .strictObject({ volumes: z.int() })
    .optional()
    .meta({ description: 'of a backup that has Succeeded: how many claims it has data of' }),
  lacks: z
    .strictObject({ ...lackFields, than: z.string() })
    .optional()
    .meta({
      description: 'of a schedule: claims that the whole backup before it (`than`) has data of, and this one has not',
    }),
  onlyDataOf: z
    .strictObject({ ...lackFields, since: timeAnswer })
    .optional()
    .meta({ description: 'retention keeps it beyond its turn: claims that no newer backup has data of' }),
  error: failureAnswer.optional(),
  undo: z
    .strictObject({
      operationId: z.string(),
      at: timeAnswer,
      by: z.string(),
      doneAt: timeAnswer.optional(),
      left: z.array(z.string()).optional().meta({ description: 'what stayed all the same, and why' }),
    })
    .optional()
    .meta({ description: 'of a restore: what it made is being cleared, or was' }),
  warnings: z
    .array(z.string())
    .meta({ description: 'of one backup, not in lists: also what is amiss now with its cluster and location' }),
  residuals: z.array(
    z.strictObject({ kind: z.string(), namespace: z.string().optional(), name: z.string(), reason: z.string() }),
  ),
  nextTryAt: timeAnswer
    .optional()
    .meta({ description: 'of a deletion that has failed half-way: when another one goes on' }),
  localCopiesUntil: timeAnswer.optional().meta({
    description:
      'of a backup that has failed: when the local copies that it has kept go, if no success takes them before',
  }),
  labels: z.record(z.string(), z.string()),
  epoch: z.int(),
  executionArn: z.string().optional(),
  executions: z
    .array(z.strictObject({ arn: z.string(), epoch: z.int(), startedAt: timeAnswer }))
    .meta({ description: 'the newest 10' }),
};

/** How each state went, of each epoch. */
const stages = z
  .array(
    z.strictObject({
      state: z.string().meta({ description: 'as the state machine names it', example: 'CheckOffloads' }),
      epoch: z.int().meta({ description: 'of which execution; see `executions`' }),
      enteredAt: timeAnswer,
      leftAt: timeAnswer.optional().meta({
        description: 'absent while it is there, and for the state in which an execution was lost',
      }),
      visits: z.int().meta({ description: 'how often its function ran: once for each look at what it waits for' }),
      retries: z.int().meta({
        description: 'how often its function ran once more for the same visit, after an error or a timeout',
      }),
      failure: z.string().optional().meta({ description: 'the code of the fault with which it ended' }),
      counts: z.record(z.string(), z.number()).optional().meta({ description: 'what its function said last' }),
      bytes: z.int().optional(),
    }),
  )
  .optional()
  .meta({
    description: `what it went through, oldest first: each state of each epoch, the newest ${MAX_STAGES}; it stays when the execution is forgotten. Absent in records of earlier releases`,
  });

export const operationSummaryAnswer = z.strictObject(operationFields);
export const operationAnswer = z.strictObject({
  ...operationFields,
  stages,
  maintained: z
    .array(
      z.strictObject({
        clusterId: z.string(),
        namespace: z.string(),
        full: z.boolean(),
        phase: z.enum(['Waiting', 'Running', 'Done', 'Failed']),
        bytesBefore: bytes.optional(),
        bytesAfter: bytes.optional(),
        snapshots: z.int().optional(),
        removedSnapshots: z.int().optional(),
        checked: z
          .enum(['quick', 'full'])
          .optional()
          .meta({ description: 'full: every sealed snapshot was walked, and a share of the data read' }),
        marked: z.int().optional().meta({ description: 'contents that the next uploads write anew' }),
        repaired: z
          .boolean()
          .optional()
          .meta({ description: 'whether data was found lost that the next backups write anew' }),
        broken: z
          .boolean()
          .optional()
          .meta({ description: 'whether something in it cannot be read: nothing is collected as garbage meanwhile' }),
        damagedSnapshots: z.int().optional().meta({ description: 'sealed snapshots that cannot be restored' }),
      }),
    )
    .optional()
    .meta({ description: 'of a maintenance: its repositories, 200 at most' }),
  unprotected: z
    .array(
      z.strictObject({
        namespace: z.string(),
        pvc: z.string().optional(),
        outcome: z.enum(UNPROTECTED).meta({ description: 'Lost, Terminating and Unsupported have failed the backup' }),
        reason: z.string(),
        meant: z.literal(true).optional().meta({ description: 'the schedule says that it may be deleted' }),
        allowedBy: z
          .string()
          .optional()
          .meta({ description: 'it has data that cannot be read, and was left out by this word' }),
      }),
    )
    .optional()
    .meta({ description: 'of a backup: what of its selection it has no data of, and why; 50 at most' }),
  spec: z.record(z.string(), z.unknown()),
});

/** GET of one backup. */
export const backupAnswer = operationAnswer.extend({
  retention: z
    .strictObject({
      rule: z.enum(RULES).meta({
        description:
          '`held`: under legal hold; `person`: nothing but a person deletes it; `newest`: no good one of its schedule is newer; `counted`: as `entries` say; `only_data`: beyond its turn, since no newer one has data of some claim; `due`: it goes after the next success of its schedule',
      }),
      until: z.string().meta({
        description: 'the same in a sentence',
        example: 'goes after 4 more good runs of entry night, each with data of all that it has data of',
      }),
      schedule: z.string().optional(),
      entries: z
        .array(
          z.strictObject({
            entry: z.string(),
            keep: z.int(),
            newerGood: z.int().meta({ description: 'newer ones that are good and hold at least what it holds' }),
          }),
        )
        .optional()
        .meta({ description: 'of its policy now: it goes when each has `keep` newer ones' }),
      atLeast: z
        .literal(true)
        .optional()
        .meta({ description: 'only the newest backups were looked at: there may be more newer ones than said' }),
    })
    .optional()
    .meta({
      description: 'of a backup that has Succeeded: until when it is kept, as its policy and others stand now',
    }),
});

const progress = z.strictObject({
  bytes,
  totalBytes: bytes.optional(),
  bytesPerSecond: z.number().optional(),
  secondsLeft: z.number().optional(),
  at: timeAnswer,
});

export const volumeAnswer = z.strictObject({
  id: z.string(),
  namespace: z.string(),
  pvc: z.string(),
  pvcUid: z.string(),
  provisioner: z.string().optional(),
  storageClass: z.string().optional(),
  volumeMode: z.enum(['Filesystem', 'Block']),
  capacityBytes: bytes,
  method: z.enum(['csi', 'csi+offload', 'direct', 'portworx']).optional(),
  why: z.string(),
  volumeSnapshotClass: z.string().optional(),
  phase: z.string(),
  attempt: z.int(),
  progress: progress.optional(),
  result: z
    .object({
      kopiaId: z.string(),
      files: z.int(),
      dirs: z.int(),
      symlinks: z.int(),
      bytes,
      fullRead: z.boolean().optional().meta({
        description: 'whether every file was read; otherwise those whose size, time, mode or owner changed',
      }),
      lastFullReadAt: timeAnswer.optional(),
      rawNames: z
        .strictObject({ kopiaId: z.string(), entries: z.int(), sum: z.string() })
        .optional()
        .meta({ description: 'files whose names are no UTF-8, saved beside the snapshot' }),
    })
    .catchall(z.unknown())
    .optional(),
  snapshot: z
    .strictObject({
      name: z.string(),
      driver: z.string(),
      handle: z.string(),
      creationTime: z.string(),
      restoreSizeBytes: bytes.optional(),
    })
    .optional(),
  localCopy: z
    .strictObject({
      namespace: z.string(),
      volumeSnapshot: z.string(),
      content: z.string(),
      handle: z.string(),
      keptFor: z.enum(['backup', 'retry']).optional(),
      releasedAt: timeAnswer.optional(),
    })
    .optional(),
  restored: z.record(z.string(), z.unknown()).optional(),
  reason: failureAnswer.optional(),
  timings: z.record(z.string(), z.string()),
});

export const eventAnswer = z.strictObject({
  at: timeAnswer,
  type: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});

export const resourceCountAnswer = z.strictObject({
  kind: z.string(),
  group: z.string(),
  namespace: z.string().optional(),
  count: z.int(),
});
