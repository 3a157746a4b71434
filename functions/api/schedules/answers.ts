import * as z from 'zod';
import { shownAs, time } from '../../domain/open-record.ts';
import { policyUpdateSchema } from '../../domain/schedule/policy-request.ts';
import { scheduledBackupSchema, scheduleUpdateSchema, suspensionSchema } from '../../domain/schedule/schedule-spec.ts';
import { itemAnswer, removedAnswer } from '../http/read-only.ts';

export const policyAnswer = itemAnswer.extend({ ...policyUpdateSchema.shape, removed: removedAnswer });

export const scheduleAnswer = itemAnswer.extend({
  policy: z.string(),
  backup: scheduledBackupSchema,
  mayBeDeleted: scheduleUpdateSchema.shape.mayBeDeleted,
  suspended: shownAs(suspensionSchema).optional(),
  nextRuns: z.array(time).describe('the next three; none while it is suspended'),
  running: z.string().optional().describe('the backup that runs now'),
  queued: z.string().optional().describe('the backup that waits for it'),
  newestGoodAt: time
    .optional()
    .describe('when its newest good backup began that lacks nothing which the one before has'),
  applied: z.boolean().describe('EventBridge Scheduler knows it as it is now'),
  warnings: z.array(z.string()).meta({
    description:
      'why nothing runs, what newer backups lack and which stay for that, and what is amiss now with its cluster and location',
    example: ['location.not_valid: location attic is not valid from the control plane: …'],
  }),
});

export const runsAheadAnswer = z.strictObject({
  until: time.describe('the end of the window; all pages of one list have the same'),
  items: z.array(
    z.strictObject({
      at: time,
      local: z.string().describe('in the time zone of the policy'),
      timeZone: z.string(),
      schedule: z.string(),
      cluster: z.string(),
      policy: z.string(),
      entries: z.array(z.string()),
      suspended: shownAs(suspensionSchema)
        .optional()
        .describe('why it will not begin, unless the schedule is resumed before'),
    }),
  ),
  nextCursor: z.string().optional(),
  skipped: z
    .array(z.strictObject({ schedule: z.string(), policy: z.string(), entry: z.string(), local: z.string() }))
    .describe('times of day in the window that daylight saving skips: no run; on the first page, 200 at most'),
});

export const nextRunsAnswer = z.strictObject({
  timeZone: z.string(),
  items: z.array(
    z.strictObject({
      at: time,
      local: z.string().describe('in the time zone of the policy'),
      entries: z.array(z.string()),
      deletes: z
        .array(z.string())
        .describe('what retention deletes once this run has Succeeded: ids of backups, or times of runs above'),
    }),
  ),
  skipped: z
    .array(z.strictObject({ entry: z.string(), local: z.string() }))
    .describe('times of day in between that daylight saving skips: no run'),
  warnings: z
    .array(z.string())
    .describe('of the schedule that is named: what is amiss now with its cluster and location'),
});
