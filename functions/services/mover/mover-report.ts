import * as z from 'zod';

/** The last line of a mover: what kopia said, unjudged. See mover-script.ts. */
const count = z.number().min(0);
/** kopia's own name of a repository. */
const repositoryId = z.string().regex(/^[0-9a-f]{1,128}$/);
const tokens = z.array(z.string().regex(/^[0-9a-f]{8}$/));

const snapshotManifestSchema = z.object({
  id: z.string(),
  incomplete: z.string().optional(),
  stats: z.object({
    cachedFiles: count.optional(),
    nonCachedFiles: count.optional(),
    excludedFileCount: count.optional(),
    excludedDirCount: count.optional(),
    ignoredErrorCount: count.optional(),
    errorCount: count.optional(),
  }),
  rootEntry: z.object({
    summ: z.object({
      size: count,
      files: count,
      symlinks: count,
      dirs: count,
      numFailed: count,
      numIgnoredErrors: count.optional(),
      incomplete: z.string().optional(),
    }),
  }),
  tags: z.record(z.string(), z.string()).optional(),
});

/** Files whose names kopia cannot keep, in a snapshot of their own. See raw-names-script.ts. */
const rawNamesSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{1,64}$/),
  /** What kopia must have ignored in the snapshot itself: the topmost of them, and special files. */
  ignored: count,
  files: count,
  dirs: count,
  symlinks: count,
  bytes: count,
  /** Of all their names. */
  sum: z.string().regex(/^[0-9a-f]{64}$/),
});

const failureSchema = z.object({
  format: z.literal(1),
  action: z.string(),
  /** The step it failed in. */
  failed: z.string(),
  /** kopia's exit code; 137 when it was killed. */
  exit: z.number(),
  /** The end of what kopia printed, in ASCII. */
  said: z.string(),
});

const actionSchema = z.discriminatedUnion('action', [
  z.object({ format: z.literal(1), action: z.literal('create-repository'), repositoryId: repositoryId.optional() }),
  z.object({ format: z.literal(1), action: z.literal('repair-repository'), forgotten: count }),
  z.object({ format: z.literal(1), action: z.literal('validate-location') }),
  z.object({ format: z.literal(1), action: z.literal('delete-snapshots'), deleted: count }),
  z.object({
    format: z.literal(1),
    action: z.literal('snapshot'),
    /** An earlier pod of the run had saved it. */
    adopted: z.boolean().optional(),
    uploadedBytes: count.optional(),
    /** It is left to a later mover of the pod to look whether what was saved is intact. */
    unverified: z.boolean().optional(),
    /** Snapshots of those before it in the pod that are intact, as keepTokenOf has them: each of 8 containers has 1,536 bytes. */
    verified: tokens.optional(),
    repositoryId: repositoryId.optional(),
    /** Sealed snapshots that the repository has lost, as keepTokenOf has them. */
    missing: tokens.optional(),
    rawNames: rawNamesSchema.optional(),
    manifest: snapshotManifestSchema,
  }),
  z.object({
    format: z.literal(1),
    action: z.literal('restore'),
    snapshot: z.string(),
    files: count,
    dirs: count,
    symlinks: count,
    bytes: count,
  }),
  z.object({
    format: z.literal(1),
    action: z.literal('maintain'),
    bytesBefore: count,
    bytesAfter: count,
    snapshots: count,
    removedSnapshots: count,
    repositoryId: repositoryId.optional(),
    checked: z.enum(['quick', 'full']).optional(),
    repaired: z.boolean().optional(),
    /** Contents that were marked by that. */
    marked: count.optional(),
    broken: z.boolean().optional(),
    /** Sealed snapshots that cannot be restored. */
    damaged: tokens.optional(),
  }),
]);

/** `ended`: when it had done its work, in seconds since 1970; a container may end later. Of an earlier release it is absent. */
const successSchema = actionSchema.and(z.object({ ended: count.optional() }));

export type SnapshotManifest = z.infer<typeof snapshotManifestSchema>;
export type RawNamesReport = z.infer<typeof rawNamesSchema>;
export type MoverFailure = z.infer<typeof failureSchema>;
export type MoverSuccess = z.infer<typeof successSchema>;
export type MoverReport = MoverFailure | MoverSuccess;

const RESULT = 'snapferry-result ';
const PROGRESS = 'snapferry-progress ';

/** The report from the termination message or, when that is missing or cut, from the end of the log. */
export function parseReport(message: string | undefined, log: string | undefined): MoverReport | undefined {
  return parseOne(message) ?? parseOne(lastLine(log, RESULT));
}

/** What the log of a mover says that has done its work, although its container may not have ended, or not be known to have. */
export function successInLog(log: string | undefined): MoverSuccess | undefined {
  const report = parseOne(lastLine(log, RESULT));
  return report && !isFailure(report) && report.ended !== undefined ? report : undefined;
}

export function isFailure(report: MoverReport): report is MoverFailure {
  return 'failed' in report;
}

/** What kopia last said of its progress. */
export function lastProgressLine(log: string | undefined): string | undefined {
  return lastLine(log, PROGRESS);
}

function parseOne(text: string | undefined): MoverReport | undefined {
  if (!text) return undefined;
  try {
    return z.union([failureSchema, successSchema]).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // cut short, or not ours: the log may still have it
  }
}

function lastLine(log: string | undefined, marker: string): string | undefined {
  return log
    ?.split('\n')
    .findLast((line) => line.startsWith(marker))
    ?.slice(marker.length);
}
