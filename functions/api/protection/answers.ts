import * as z from 'zod';
import { time } from '../../domain/open-record.ts';
import { missingPermission } from '../clusters/browse/answers.ts';

export const STATES = ['protected', 'stale', 'never'] as const;

const newest = z.strictObject({
  id: z.string(),
  name: z.string(),
  startedAt: time,
  location: z.string().optional(),
  onClusterOnly: z.literal(true).optional().describe('its snapshots are the only copy: `offload` was false'),
});

export const protectionAnswer = z.strictObject({
  counts: z
    .strictObject({ protected: z.int(), stale: z.int(), never: z.int() })
    .optional()
    .describe('of all namespaces of the cluster, whatever was asked for; absent where they may not be listed'),
  items: z
    .array(
      z.strictObject({
        namespace: z.string(),
        state: z
          .enum(STATES)
          .describe(
            '`stale`: the run after its newest good backup is overdue by as long as its schedule waits between two runs, by an hour at least and a day at most; without a schedule that runs: the backup is older than a day',
          ),
        newest: newest.optional().describe('the newest good backup that has all of it'),
        staleAt: time.optional().describe('when it is stale, or since when, if no newer one comes'),
        schedules: z
          .array(z.strictObject({ name: z.string(), suspended: z.literal(true).optional() }))
          .describe('that select all of it now'),
      }),
    )
    .describe(
      'namespaces that are on the cluster now, but those that an annotation keeps out, and of the system those that nothing backs up',
    ),
  nextCursor: z.string().optional(),
  lookedBackTo: time
    .optional()
    .describe('there are many backups: of those before, only the newest good one of each schedule was looked at'),
  missingPermissions: z
    .array(missingPermission)
    .describe('what the backup identity may not read, so that this answer is without it'),
});
