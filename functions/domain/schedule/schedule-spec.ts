import * as z from 'zod';
import { backupRequestSchema } from '../backup/backup-spec.ts';
import type { IsWanted } from '../backup/good-backup.ts';
import { mayHave, mayHaveClaim } from '../backup/select-objects.ts';
import { dnsLabel } from '../dns-label.ts';
import { openRecord, storedAs, time } from '../open-record.ts';
import { clusterRefSchema, refSchema, withLocations } from '../operation/refs.ts';

/** A backup's body, without a name: each run is named after the schedule and its slot. */
export const scheduledBackupSchema = backupRequestSchema.omit({ name: true });
export type ScheduledBackup = z.infer<typeof scheduledBackupSchema>;

/** Room for `-20261126-020000Z` in the name of a backup. GET /v1/schedules/next-runs is a list. */
const scheduleName = dnsLabel.refine((name) => name !== 'next-runs', 'another name than next-runs, which is a route');

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
        'claims that were, or may be, deleted on purpose: newer backups without their data take the place of those that have it, and one whose data cannot be read is left out of a run',
      example: ['shop/cache', 'ci/*'],
    }),
});
export type ScheduleRequest = z.infer<typeof scheduleRequestSchema>;

/** The body of PUT: all of it; suspended stays what it is. */
export const scheduleUpdateSchema = scheduleRequestSchema.omit({ name: true, suspended: true });

const saidShape = { by: z.string(), at: time };
/** Who named a claim in `mayBeDeleted`. */
const saidSchema = openRecord(saidShape);
type Said = z.infer<typeof saidSchema>;
export const suspensionSchema = openRecord({ ...saidShape, reason: z.string() });

/** `spec` of a catalogue item of kind `schedule`. */
export const scheduleSpecSchema = openRecord({
  policy: z.string(),
  backup: storedAs(scheduledBackupSchema),
  /** What the names meant when the schedule was made or changed: one that is another thing by now is refused. */
  refs: withLocations({ cluster: clusterRefSchema, policy: refSchema }),
  suspended: suspensionSchema.optional(),
  /** Rows of an earlier release have none. */
  mayBeDeleted: z.array(z.string()).optional(),
  /** By what `mayBeDeleted` names: who said so, and when. Rows of an earlier release do not know. */
  mayBeDeletedBy: z.record(z.string(), saidSchema).optional(),
  /** Since when its slots count: made, resumed, or given another policy. */
  since: z.string(),
});
export type ScheduleSpec = z.infer<typeof scheduleSpecSchema>;

/** Whether newer backups lack a claim by nobody's wish: it is selected, and not said to be deleted. */
export function wantedBy({ backup, mayBeDeleted = [] }: Pick<ScheduleSpec, 'backup' | 'mayBeDeleted'>): IsWanted {
  const expendable = new Set(mayBeDeleted);
  return (claim) => {
    const [namespace = '', name = ''] = claim.split('/');
    const isSelected =
      name === '' ? mayHave(backup.selection, namespace) : mayHaveClaim(backup.selection, namespace, name);
    return isSelected && !expendable.has(claim) && !expendable.has(`${namespace}/*`);
  };
}

/** Who said what `mayBeDeleted` says now: what was said before is still said by who said it. */
export function saidBy(
  named: readonly string[],
  before: Pick<ScheduleSpec, 'mayBeDeletedBy'> | undefined,
  now: Said,
): Pick<ScheduleSpec, 'mayBeDeleted' | 'mayBeDeletedBy'> {
  const said = Object.fromEntries(named.map((claim) => [claim, before?.mayBeDeletedBy?.[claim] ?? now]));
  return { mayBeDeleted: [...named], mayBeDeletedBy: said };
}

/** By whose word a claim, as `namespace/name`, may be left out of a run that cannot read it. */
export function allowanceOf(
  schedule: string,
  { mayBeDeleted = [], mayBeDeletedBy = {} }: Pick<ScheduleSpec, 'mayBeDeleted' | 'mayBeDeletedBy'>,
): (claim: string) => string | undefined {
  const named = new Set(mayBeDeleted);
  return (claim) => {
    const found = [claim, `${claim.split('/')[0]}/*`].find((one) => named.has(one));
    if (found === undefined) return undefined;
    const said = mayBeDeletedBy[found];
    return `${found} in mayBeDeleted of schedule ${schedule}${said ? `, named there by ${said.by} at ${said.at}` : ''}`;
  };
}

/** `shop-20261126-020000Z` */
export function backupNameOf(schedule: string, slot: Date): string {
  const digits = slot.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `${schedule}-${digits}Z`;
}
