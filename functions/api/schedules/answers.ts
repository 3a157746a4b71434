import * as z from 'zod';
import { policyUpdateSchema } from '../../domain/schedule/policy-spec.ts';
import { scheduledBackupSchema, scheduleUpdateSchema } from '../../domain/schedule/schedule-spec.ts';
import { removedAnswer, timeAnswer } from '../operations/answers.ts';

/** Types of the views, the OpenAPI document and the tests; no function loads it. */
const itemFields = {
  name: z.string(),
  uid: z.string(),
  generation: z.int(),
  createdAt: timeAnswer,
  createdBy: z.string(),
  updatedAt: timeAnswer,
};

export const policyAnswer = z.strictObject({
  ...itemFields,
  ...policyUpdateSchema.shape,
  removed: removedAnswer.optional(),
});

export const scheduleAnswer = z.strictObject({
  ...itemFields,
  policy: z.string(),
  backup: scheduledBackupSchema,
  mayBeDeleted: scheduleUpdateSchema.shape.mayBeDeleted,
  suspended: z.strictObject({ at: timeAnswer, by: z.string(), reason: z.string() }).optional(),
  nextRuns: z.array(timeAnswer).meta({ description: 'the next three; none while it is suspended' }),
  running: z.string().optional().meta({ description: 'the backup that runs now' }),
  queued: z.string().optional().meta({ description: 'the backup that waits for it' }),
  newestGoodAt: timeAnswer
    .optional()
    .meta({ description: 'when its newest good backup began that lacks nothing which the one before has' }),
  applied: z.boolean().meta({ description: 'EventBridge Scheduler knows it as it is now' }),
  warnings: z.array(z.string()).meta({
    description:
      'why nothing runs, what newer backups lack and which stay for that, and what is amiss now with its cluster and location',
    example: ['location.not_valid: location attic is not valid from the control plane: …'],
  }),
});

export const nextRunsAnswer = z.strictObject({
  timeZone: z.string(),
  items: z.array(
    z.strictObject({
      at: timeAnswer,
      local: z.string().meta({ description: 'in the time zone of the policy' }),
      entries: z.array(z.string()),
      deletes: z.array(z.string()).meta({
        description: 'what retention deletes once this run has Succeeded: ids of backups, or times of runs above',
      }),
    }),
  ),
  skipped: z
    .array(z.strictObject({ entry: z.string(), local: z.string() }))
    .meta({ description: 'times of day in between that daylight saving skips: no run' }),
  warnings: z
    .array(z.string())
    .meta({ description: 'of the schedule that is named: what is amiss now with its cluster and location' }),
});
