import * as z from 'zod';
import { backupRequestSchema, dnsLabel } from '../backup-spec.ts';
import type { IsWanted } from '../good-backup.ts';
import type { ClusterRef, Ref } from '../operation.ts';

/** A backup's body, without a name: each run is named after the schedule and its slot. */
export const scheduledBackupSchema = backupRequestSchema.omit({ name: true });
export type ScheduledBackup = z.infer<typeof scheduledBackupSchema>;

/** Room for `-20261126-020000Z` in the name of a backup. */
const scheduleName = dnsLabel;

const NAME = '[a-z0-9]([-a-z0-9.]*[a-z0-9])?';
const claimPattern = z
  .string()
  .max(320)
  .regex(
    new RegExp(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?/(\\*|${NAME})$`),
    'namespace/claim, or namespace/* for all of its claims',
  );

/** The body of POST /v1/schedules. */
export const scheduleRequestSchema = z.strictObject({
  name: scheduleName,
  policy: dnsLabel,
  backup: scheduledBackupSchema,
  suspended: z.boolean().default(false),
  mayBeDeleted: z
    .array(claimPattern)
    .max(200)
    .default([])
    .meta({
      description:
        'claims that were, or may be, deleted on purpose: newer backups without their data take the place of those that have it',
      example: ['shop/cache', 'ci/*'],
    }),
});
export type ScheduleRequest = z.infer<typeof scheduleRequestSchema>;

/** The body of PUT: all of it; suspended stays what it is. */
export const scheduleUpdateSchema = scheduleRequestSchema.omit({ name: true, suspended: true });

export interface Suspension {
  at: string;
  by: string;
  reason: string;
}

/** `spec` of a catalogue item of kind `schedule`. */
export interface ScheduleSpec {
  policy: string;
  backup: ScheduledBackup;
  /** What the names meant when the schedule was made or changed: one that is another thing by now is refused. */
  refs: { cluster: ClusterRef; location: Ref; policy: Ref };
  suspended?: Suspension | undefined;
  /** Rows of an earlier release have none. */
  mayBeDeleted?: string[];
  /** Since when its slots count: made, resumed, or given another policy. */
  since: string;
}

/**
 * Whether a claim that newer backups lack is missing in them by nobody's wish: the schedule selects its namespace, and does
 * not say that it may be deleted.
 */
export function wantedBy({ backup, mayBeDeleted = [] }: Pick<ScheduleSpec, 'backup' | 'mayBeDeleted'>): IsWanted {
  const namespaces = new Set(backup.selection.namespaces);
  const expendable = new Set(mayBeDeleted);
  return (claim) => {
    const [namespace = ''] = claim.split('/');
    return namespaces.has(namespace) && !expendable.has(claim) && !expendable.has(`${namespace}/*`);
  };
}

/** `shop-20261126-020000Z` */
export function backupNameOf(schedule: string, slot: Date): string {
  const digits = slot.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `${schedule}-${digits}Z`;
}
