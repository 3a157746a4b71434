import * as z from 'zod';
import { cutSchema } from '../../domain/backup/cut.ts';
import { failureSchema } from '../../domain/failure.ts';
import { OPERATION_KINDS } from '../../domain/ids.ts';
import { shownAs, time } from '../../domain/open-record.ts';
import { backupOperationSchema } from '../../domain/operation/backup-operation.ts';
import { deletionOperationSchema } from '../../domain/operation/deletion-operation.ts';
import { eventSchema } from '../../domain/operation/event-types.ts';
import { EXECUTION_STATUSES, historyStateSchema } from '../../domain/operation/execution-history.ts';
import { maintenanceOperationSchema } from '../../domain/operation/maintenance-operation.ts';
import { restoreOperationSchema } from '../../domain/operation/restore-operation.ts';
import { simulationOperationSchema } from '../../domain/operation/simulation-operation.ts';
import { MAX_STAGES } from '../../domain/operation/stages.ts';
import { picked } from '../../domain/picked.ts';
import { actionRunSchema } from '../../domain/rule/action-run.ts';
import { freezeSchema } from '../../domain/rule/freeze.ts';
import { RULES } from '../../domain/schedule/kept-until.ts';
import { simulationSchema } from '../../domain/simulation/simulation.ts';
import { moverResultSchema, progressSchema, volumeRowSchema } from '../../domain/volume/volume.ts';

/** What the routes of operations answer: what is on record under the same name, as its row's schema has it. */

export const failureAnswer = shownAs(failureSchema)
  .extend({ code: z.string(), remedy: z.string() })
  .meta({ id: 'Failure' });

const ROW = {
  ...restoreOperationSchema.shape,
  ...deletionOperationSchema.shape,
  ...maintenanceOperationSchema.shape,
  ...simulationOperationSchema.shape,
  ...backupOperationSchema.shape,
};
const recorded = z.object({
  ...picked(ROW, 'name', 'phase', 'stage', 'stageStartedAt', 'retryOf', 'queuedBehind', 'legalHold', 'deletion'),
  ...picked(ROW, 'counts', 'bytes', 'uploadedBytes', 'createdAt', 'createdBy', 'startedAt', 'updatedAt', 'finishedAt'),
  ...picked(ROW, 'deadline', 'cancelRequestedAt', 'cancelRequestedBy', 'sealingAt', 'sealSha256', 'unreachableSince'),
  ...picked(ROW, 'undo', 'copyLostAt', 'damagedAt', 'damagedVolumes', 'damagedBackups', 'lacks', 'onlyDataOf'),
  ...picked(ROW, 'residuals', 'nextTryAt', 'labels', 'epoch', 'executionArn', 'executions'),
});

/** In lists. */
export const operationSummaryAnswer = shownAs(recorded).extend({
  id: z.string(),
  kind: z.enum(OPERATION_KINDS),
  cluster: z.string(),
  clusterId: z.string(),
  sourceCluster: z
    .string()
    .optional()
    .describe('of a restore onto another cluster: the one that the backup was made on'),
  sourceClusterId: z.string().optional(),
  location: z.string().optional(),
  backup: z.string().optional().describe('of a restore: the backup that it brings back'),
  slot: shownAs(ROW.slot.unwrap())
    .extend({ schedule: z.string() })
    .optional()
    .describe('of a backup of a schedule: which run of which entries of its policy'),
  namespaces: z
    .strictObject({ names: z.array(z.string()).describe('5 at most'), count: z.int() })
    .optional()
    .describe(
      'those that it backs up, or restores into; absent of other kinds, until a selection by labels has come to some, and of restores of earlier releases',
    ),
  volumes: z.int().optional().describe('how many it deals with; absent until it has looked them up'),
  durationSeconds: z.number().optional().describe('from startedAt to finishedAt'),
  holds: z
    .strictObject({ volumes: z.int() })
    .optional()
    .describe('of a backup that has Succeeded: how many claims it has data of'),
  error: failureAnswer.optional(),
  warnings: z
    .array(z.string())
    .describe('of one backup, not in lists: also what is amiss now with its cluster and location'),
  localCopiesUntil: time
    .optional()
    .describe(
      'of a backup that has failed: when the local copies that it has kept go, if no success takes them before',
    ),
});

const more = shownAs(
  z.object(picked(ROW, 'stages', 'maintained', 'unprotected', 'sinceBefore', 'keptOut', 'leftOut', 'simulation')),
).shape;

/** Why a backup failed for a freeze is its own error. */
export const freezeAnswer = shownAs(freezeSchema.omit({ error: true }));

export const operationAnswer = operationSummaryAnswer.extend({
  ...more,
  freezes: z
    .array(freezeAnswer)
    .optional()
    .describe('of a backup with rules: how long the applications of each freeze group stood still; the longest 50'),
  definition: z.string().optional().meta({
    description:
      'of its newest execution: which definition of the state machine it runs by, as `definitionHash` of infra/read-machines.ts makes it of the file; absent before it begins, and in records of earlier releases',
    example: '9f2c41d0',
  }),
  stages: more.stages.describe(
    `what it went through, oldest first: each state of each epoch, the newest ${MAX_STAGES}; it stays when the execution is forgotten. Absent in records of earlier releases`,
  ),
  simulation: shownAs(simulationSchema)
    .extend({ problems: z.array(failureAnswer).describe(simulationSchema.shape.problems.description ?? '') })
    .optional()
    .describe(more.simulation.description ?? ''),
  spec: z.record(z.string(), z.unknown()),
});

/** GET of one backup. */
export const backupAnswer = operationAnswer.extend({
  cut: cutSchema.optional().describe('when its volumes were cut; absent until one of them is'),
  retention: z
    .strictObject({
      rule: z
        .enum(RULES)
        .describe(
          '`held`: under legal hold; `person`: nothing but a person deletes it; `newest`: no good one of its schedule is newer; `counted`: as `entries` say; `only_data`: beyond its turn, since no newer one has data of some claim; `due`: it goes after the next success of its schedule',
        ),
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
            newerGood: z.int().describe('newer ones that are good and hold at least what it holds'),
          }),
        )
        .optional()
        .describe('of its policy now: it goes when each has `keep` newer ones'),
      atLeast: z
        .literal(true)
        .optional()
        .describe('only the newest backups were looked at: there may be more newer ones than said'),
    })
    .optional()
    .describe('of a backup that has Succeeded: until when it is kept, as its policy and others stand now'),
});

export const actionRunAnswer = shownAs(actionRunSchema.omit({ key: true }));

const VOLUME = volumeRowSchema.shape;
const ofVolume = z.object({
  ...picked(VOLUME, 'namespace', 'pvc', 'pvcUid', 'provisioner', 'storageClass', 'volumeMode', 'capacityBytes'),
  ...picked(VOLUME, 'method', 'why', 'volumeSnapshotClass', 'phase', 'localCopy', 'restored', 'timings'),
  progress: progressSchema.optional(),
  result: moverResultSchema.optional(),
});
const SNAPSHOT = VOLUME.snapshot.unwrap().shape;
export const snapshotAnswer = z.strictObject(
  picked(SNAPSHOT, 'name', 'driver', 'handle', 'creationTime', 'restoreSizeBytes'),
);

export const volumeAnswer = shownAs(ofVolume).extend({
  id: z.string(),
  attempt: z.int(),
  snapshot: snapshotAnswer.optional(),
  bytesPerSecond: z.int().optional().describe('of its data, over the time that its mover ran; once that has ended'),
  reason: failureAnswer.optional(),
});

export const executionAnswer = z.strictObject({
  epoch: z.int().describe('counts the executions of the operation: another one goes on where one was lost'),
  arn: z.string(),
  status: z
    .enum(EXECUTION_STATUSES)
    .optional()
    .describe('as Step Functions has it; absent once it has forgotten the execution, 90 days after its end'),
  startedAt: time,
  endedAt: time.optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  consoleUrl: z.string().optional().describe('on AWS: where the execution is shown'),
});

export const executionHistoryAnswer = z.strictObject({
  execution: executionAnswer,
  definition: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'of the state machine as it was when the execution began, in the Amazon States Language; on the first page',
    ),
  states: z.array(historyStateSchema).describe('in the order in which they were first entered on this page'),
  nextCursor: z.string().optional().describe('more of it: what pages say of one state adds up'),
});

export const eventAnswer = shownAs(eventSchema);

export const resourceCountAnswer = z.strictObject({
  kind: z.string(),
  group: z.string(),
  namespace: z.string().optional(),
  count: z.int(),
});
