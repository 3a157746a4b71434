import * as z from 'zod';
import type { Failure } from '../errors.ts';
import { openRecord } from '../open-record.ts';
import type { ClusterRef } from '../operation/refs.ts';
import { resolvedSettingsSchema } from '../settings/settings.ts';

/** The body of POST /v1/locations/{name}/maintain. */
export const maintenanceRequestSchema = z.strictObject({
  full: z.boolean().default(false).describe('full maintenance of every repository, due or not'),
  // Without a default: the hash of a body that does not have it is what it was.
  acceptRepositories: z
    .boolean()
    .optional()
    .describe(
      'wants the admin scope, and makes it a full one: where another repository lies than was made, and it opens, it is the one that counts from now on',
    ),
});
export type MaintenanceRequest = z.infer<typeof maintenanceRequestSchema>;

export const maintenanceSpecSchema = openRecord({
  full: z.boolean(),
  /** An admin says that what lies there counts, also where another repository was made. */
  acceptRepositories: z.literal(true).exactOptional(),
  settings: resolvedSettingsSchema,
});
export type MaintenanceSpec = z.infer<typeof maintenanceSpecSchema>;

/** What a mover did to one repository. */
export const maintenanceResultSchema = openRecord({
  /** Of all its blobs. Deleted data frees its space a day or two later, when kopia is certain that nobody needs it. */
  bytesBefore: z.int().min(0),
  bytesAfter: z.int().min(0),
  snapshots: z.int(),
  removedSnapshots: z.int(),
  checked: z
    .enum(['quick', 'full'])
    .optional()
    .describe('full: every sealed snapshot was walked, and a share of the data read'),
  repaired: z.boolean().optional().describe('whether data was found lost that the next backups write anew'),
  marked: z.int().optional().describe('contents that the next uploads write anew'),
  broken: z
    .boolean()
    .optional()
    .describe('whether something in it cannot be read: nothing is collected as garbage meanwhile'),
  /** Sealed snapshots that cannot be restored, as keepTokenOf has them. */
  damaged: z.array(z.string()).optional(),
});
export type MaintenanceResult = z.infer<typeof maintenanceResultSchema>;

/** A repository that is to be maintained. */
export interface DueRepository {
  clusterId: string;
  namespace: string;
  full: boolean;
  /** The cluster whose Jobs work on it. */
  on?: ClusterRef;
}

const UNOPENED: ReadonlySet<string> = new Set(['repository.not_found', 'repository.mismatch', 'repository.unreadable']);

/** Whether a failure says that a repository itself is gone, is another one or is broken, so that nothing in it can be had. */
export function saysUnopened({ code }: Pick<Failure, 'code'>): boolean {
  return UNOPENED.has(code);
}

/** A seal that does not count speaks of its path's backup only: of the parts below, and snapshots that its run made. */
const doubtSchema = openRecord({
  clusterId: z.string(),
  backupId: z.string(),
  /** Of the fault. */
  code: z.string(),
  why: z.string(),
});
export type Doubt = z.infer<typeof doubtSchema>;

/** Without `whole`, the parts in the day's share are read. */
const unreadSchema = openRecord({
  clusterId: z.string(),
  backupId: z.string(),
  whole: z.literal(true).exactOptional(),
});
export type UnreadBackup = z.infer<typeof unreadSchema>;

/** What one page of `backups/` showed. */
export const sealsSchema = openRecord({
  /** Which page. */
  n: z.number(),
  /** Backups with a seal that was read and verified. */
  sealed: z.array(z.string()),
  /** By repository (`<clusterId>/<namespace>`): the snapshots that these seals list, as keepTokenOf has them. */
  kept: z.record(z.string(), z.array(z.string())),
  /** Which backup each of these belongs to: `<clusterId>/<namespace>/<token>`; absent where there is none. */
  owners: z.record(z.string(), z.string()).exactOptional(),
  /** Backups all of whose snapshots stay: those that were open before the first page, and those that lost their seal. */
  keptRuns: z.array(z.string()),
  /** Parts that no seal lists, and what is left of backups without one. */
  orphans: z.array(openRecord({ key: z.string(), bytes: z.number() })),
  /** Seals that could not be read or verified: nothing that they may speak of is removed. */
  doubts: z.array(doubtSchema),
  /** Backups whose manifest parts this maintenance reads. */
  unread: z.array(unreadSchema).exactOptional(),
});
export type SealsRead = z.infer<typeof sealsSchema>;

/** What a maintenance found amiss at its location. It is told once, when it is new. */
export const findingSchema = openRecord({
  code: z.string(),
  clusterId: z.string(),
  backupId: z.string().exactOptional().describe('whose seal or manifest part it is'),
  repository: z.string().exactOptional().describe('which repository it is, as clusterId/namespace'),
  message: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

export const MAX_FINDINGS = 50;

/** What to say of seals that do not count. */
export function findingsOf(pages: readonly Pick<SealsRead, 'doubts'>[]): Finding[] {
  const doubts = pages.flatMap((page) => page.doubts);
  const byBackup = new Map(doubts.map((doubt) => [`${doubt.clusterId}/${doubt.backupId}`, doubt]));
  const inOrder = [...byBackup].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, doubt]) => doubt);
  return inOrder.slice(0, MAX_FINDINGS).map(({ clusterId, backupId, code, why }) => ({
    code,
    clusterId,
    backupId,
    message: `backup ${backupId} of cluster ${clusterId} does not count, so all that its seal may speak of stays: ${why}`,
  }));
}

/** That a repository cannot be opened. */
export function findingOfRepository(
  { clusterId, namespace }: { clusterId: string; namespace: string },
  { code, message }: Failure,
): Finding {
  const repository = `${clusterId}/${namespace}`;
  const told = `repository ${repository} cannot be opened, so no volume that was backed up to it can be restored: ${message}`;
  return { code, clusterId, repository, message: told.slice(0, 1_000) };
}

/** What a finding is about. */
export function subjectOf({ backupId, repository }: Finding): string {
  return backupId ?? repository ?? '';
}

/** What the operation's own row keeps of a repository. */
export const maintainedSchema = openRecord({
  clusterId: z.string(),
  namespace: z.string(),
  full: z.boolean(),
  phase: z.enum(['Waiting', 'Running', 'Done', 'Failed']),
  // Where there is a result.
  ...maintenanceResultSchema.omit({ damaged: true }).partial().shape,
  damagedSnapshots: z.int().optional().describe('sealed snapshots that cannot be restored'),
});
export type Maintained = z.infer<typeof maintainedSchema>;

const HOUR_MS = 3_600_000;
export const QUICK_EVERY_MS = 6 * HOUR_MS;
export const FULL_EVERY_MS = 24 * HOUR_MS;
/** What lies at a location without a seal goes after it; so does a snapshot that no seal lists. */
export const ORPHANS_AFTER_MS = 7 * 24 * HOUR_MS;
export const PROBES_AFTER_MS = 24 * HOUR_MS;
/** A repository that is too large to be read at once is read within so many full maintenances. */
const READ_WITHIN = 32;

/** Contents of a large repository that are read on a day, by two digits of their ids: hashes, so equal shares. */
export function readPrefixesOf(day: Date): string[] {
  const share = 256 / READ_WITHIN;
  const from = (Math.floor(day.getTime() / (24 * HOUR_MS)) % READ_WITHIN) * share;
  return Array.from({ length: share }, (_, n) => (from + n).toString(16).padStart(2, '0'));
}

/**
 * Which manifest parts are read, beside those that are new: by the first two digits of their hashes, as contents are; the
 * shares of all days since the last look, so that a day without one is made good.
 * @param since when a maintenance last read parts here; undefined where none has
 */
export function partPrefixesOf(since: string | undefined, now: Date): string[] {
  if (since === undefined) return readPrefixesOf(now);
  const day = (at: number) => Math.floor(at / (24 * HOUR_MS));
  const days = Math.min(READ_WITHIN, Math.max(0, day(now.getTime()) - day(Date.parse(since))));
  return Array.from({ length: days }, (_, n) => readPrefixesOf(new Date(now.getTime() - n * 24 * HOUR_MS))).flat();
}

/** Maintenances are started every hour, now a little sooner, now a little later. */
const SLACK_MS = HOUR_MS / 4;

interface Times {
  maintainedAt?: string;
  fullyMaintainedAt?: string;
  /** One that could not be opened is looked at as a whole. */
  unopenedAt?: string;
}

/** What a repository is due for. */
export function dueOf({ maintainedAt, fullyMaintainedAt, unopenedAt }: Times, now: Date): 'full' | 'quick' | 'nothing' {
  if (unopenedAt !== undefined || isPast(fullyMaintainedAt, FULL_EVERY_MS, now)) return 'full';
  return isPast(maintainedAt, QUICK_EVERY_MS, now) ? 'quick' : 'nothing';
}

/** Whether that long has passed, or it never was. */
export function isPast(at: string | undefined, everyMs: number, now: Date): boolean {
  return at === undefined || now.getTime() - Date.parse(at) >= everyMs - SLACK_MS;
}

/** Enough of an id to know it again within a mover's environment; of two that begin alike both are kept. */
export function keepTokenOf(kopiaId: string): string {
  return kopiaId.slice(0, 8);
}

/** The same of a backup all of whose snapshots are kept. */
export function keepTokenOfRun(backupId: string): string {
  return backupId.slice(0, 13);
}
