import * as z from 'zod';
import { dnsLabel } from '../dns-label.ts';
import { freeText, oneLine } from '../free-text.ts';
import { openRecord, storedAs } from '../open-record.ts';
import { backupRulesSchema } from '../rule/backup-rules.ts';
import {
  durationText,
  operationSettingsSchema,
  resolvedSettingsSchema,
  secondsOf,
  timeout,
} from '../settings/settings.ts';
import { frozenSelectionSchema, selectionSchema } from './selection-spec.ts';

export const freeName = freeText(128);
const labelKey = z
  .string()
  .max(63)
  .regex(/^[A-Za-z0-9]([\w./-]*[A-Za-z0-9])?$/, 'a label key: letters, digits, ".", "/", "_" and "-"');
export const labelsSchema = z
  .record(labelKey, oneLine.max(256))
  .refine((labels) => Object.keys(labels).length <= 50, 'at most 50 labels');

/** Copies of a backup that has failed take room on the cluster's storage. */
const MAX_SECONDS_KEPT = 90 * 86_400;

const MAX_FREEZE_SECONDS = 900;
export const DEFAULT_FREEZE = '5m';

/** The body of POST /v1/backups. */
const KEEP =
  'Of a schedule, for each volume: how many of its newest snapshots stay on the storage of the cluster beside their copies at the location. Those of a backup that no schedule has made stay until it is deleted.';

export const backupRequestSchema = z.strictObject({
  name: freeName,
  cluster: dnsLabel,
  /** One, for now: outcome and seal are kept per location from the first day. */
  locations: z.array(dnsLabel).length(1),
  selection: selectionSchema,
  crossCloud: z.literal(false).default(false),
  offload: z.boolean().default(true),
  /** Provisioner → VolumeSnapshotClass, one-to-one. */
  snapshotClasses: z.record(z.string().min(1).max(253), z.string().min(1).max(253)).default({}),
  localCopies: z
    .strictObject({
      /** Of a schedule, for each volume: the newest that stay on the cluster's storage beside their copies at the location. */
      keep: z.int().min(0).max(30).default(1).describe(KEEP),
      onOffloadFailure: z.enum(['keep', 'remove']).default('keep'),
      failedFor: durationText
        .refine((text) => secondsOf(text) <= MAX_SECONDS_KEPT, 'a duration of at most 90d')
        .default('72h'),
    })
    .prefault({}),
  preExecRule: dnsLabel
    .optional()
    .describe('the rule whose commands quiesce the application before its volumes are cut'),
  postExecRule: dnsLabel
    .optional()
    .describe('the rule whose commands thaw it, as soon as they are cut, and on every other path'),
  quiesceGroup: z
    .enum(['namespace', 'all'])
    .default('namespace')
    .describe('namespace: one after the other is frozen, cut and thawed; all: one cut over all of them'),
  maxFreeze: durationText
    .refine((text) => secondsOf(text) >= 5 && secondsOf(text) <= MAX_FREEZE_SECONDS, 'a duration of 5s to 15m')
    .default(DEFAULT_FREEZE)
    .describe('how long an application may be frozen: then it thaws by itself, whatever has become of Snapferry'),
  onMaxFreeze: z
    .enum(['fail', 'continue'])
    .default('fail')
    .describe(
      'what becomes of a backup whose application thawed before all was cut; continue: cut as after a crash, and said',
    ),
  /** Reads every file of every volume, also where size and time are as they were. */
  fullRead: z.boolean().optional(),
  snapshotTimeout: timeout.optional(),
  settings: operationSettingsSchema.optional(),
  labels: labelsSchema.default({}),
});
export type BackupRequest = z.infer<typeof backupRequestSchema>;

/** What a backup was asked for, frozen into the operation when it starts. */
export const backupSpecSchema = openRecord({
  selection: frozenSelectionSchema,
  crossCloud: z.literal(false),
  offload: z.boolean(),
  snapshotClasses: z.record(z.string(), z.string()),
  localCopies: openRecord({
    /** Rows of an earlier release have none. */
    keep: z.number().default(1),
    onOffloadFailure: z.enum(['keep', 'remove']),
    failedFor: z.string(),
  }),
  /** Rows of an earlier release do not have it. */
  fullRead: z.boolean().exactOptional(),
  /** Absent without any. */
  rules: backupRulesSchema.exactOptional(),
  settings: resolvedSettingsSchema,
  /** Of `settings` what the body itself said, for another one like it. Rows of an earlier release do not have it. */
  ownSettings: storedAs(operationSettingsSchema).exactOptional(),
});
export type BackupSpec = z.infer<typeof backupSpecSchema>;
