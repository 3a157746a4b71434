import { type Failure, Fault, type FaultCode, failureOf } from '../../domain/errors.ts';
import type { MaintenanceResult } from '../../domain/location/maintenance.ts';
import type { MoverResult, RawNames } from '../../domain/volume/volume.ts';
import type { RepositoryFacts } from './mover.ts';
import {
  isFailure,
  type MoverFailure,
  type MoverReport,
  type MoverSuccess,
  type RawNamesReport,
  type SnapshotManifest,
} from './mover-report.ts';

/** Among movers that share a pod, of which the last one of each repository looks whether the snapshots of all are intact. */
export interface Verification {
  /** It is to be looked at. */
  unverified?: true;
  /** Others' snapshots that it found intact, as keepTokenOf has them. */
  verified?: readonly string[];
}

export type Verdict =
  | ({ accepted: true; result?: MoverResult; maintenance?: MaintenanceResult; facts?: RepositoryFacts } & Verification)
  | { accepted: false; failure: Failure; outOfMemory: boolean };

/** What the container's end looked like from outside. */
export interface ContainerEnd {
  exitCode: number;
  /** `OOMKilled`, `Error`, `Completed` … */
  reason?: string;
}

/**
 * A run counts only if it ended with exit code 0 and said so itself; a snapshot only with its id, complete, and without
 * one failed, ignored or excluded file: kopia ends with 0 after SIGTERM too, and leaves files out without an error.
 */
export function acceptResult(end: ContainerEnd, report: MoverReport | undefined, operationId: string): Verdict {
  const killed = end.reason === 'OOMKilled' || (report && isFailure(report) && report.exit === 137);
  if (killed) return refused('mover.out_of_memory', 'the kernel killed the mover for want of memory', true);
  if (report && isFailure(report)) return refusedAs(report);
  if (end.exitCode !== 0)
    return refused('mover.failed', `the mover ended with exit code ${end.exitCode}, saying nothing`);
  if (!report) return refused('mover.failed', 'the mover ended without its result');
  return accept(report, operationId);
}

function accept(report: MoverSuccess, operationId: string): Verdict {
  if (report.action === 'restore') {
    const { snapshot, files, dirs, symlinks, bytes } = report;
    return { accepted: true, result: { kopiaId: snapshot, files, dirs, symlinks, bytes } };
  }
  if (report.action === 'maintain') {
    const { format: _f, action: _a, repositoryId: _r, ...maintenance } = report;
    return { accepted: true, maintenance, ...factsOf(report) };
  }
  if (report.action === 'create-repository') return { accepted: true, ...factsOf(report) };
  if (report.action === 'repair-repository') return { accepted: true, facts: { marked: report.forgotten } };
  if (report.action !== 'snapshot') return { accepted: true };

  const { manifest, rawNames } = report;
  const { stats, rootEntry, tags = {} } = manifest;
  const { summ } = rootEntry;
  const flaw = [
    [manifest.id === '', 'it has no id'],
    [manifest.incomplete !== undefined, `it is incomplete: ${manifest.incomplete}`],
    [summ.incomplete !== undefined, `it is incomplete: ${summ.incomplete}`],
    [tags['tag:run'] !== operationId, 'it is of another run'],
    [summ.numFailed + (stats.errorCount ?? 0) > 0, `${summ.numFailed} files could not be read`],
    [(summ.numIgnoredErrors ?? 0) + (stats.ignoredErrorCount ?? 0) > 0, 'errors were ignored'],
    [ignoredIn(stats) !== (rawNames?.ignored ?? 0), 'files or directories were excluded that are not saved beside it'],
  ].find(([flawed]) => flawed);
  if (flaw) return refused('mover.incomplete', `the snapshot does not count: ${flaw[1]}`);

  return {
    accepted: true,
    ...factsOf(report),
    ...(report.unverified ? { unverified: true } : {}),
    ...(report.verified?.length ? { verified: report.verified } : {}),
    result: {
      kopiaId: manifest.id,
      files: summ.files + (rawNames?.files ?? 0),
      dirs: summ.dirs + (rawNames?.dirs ?? 0),
      symlinks: summ.symlinks + (rawNames?.symlinks ?? 0),
      bytes: summ.size + (rawNames?.bytes ?? 0),
      ...(report.uploadedBytes === undefined ? {} : { uploadedBytes: report.uploadedBytes }),
      hashedFiles: stats.nonCachedFiles ?? 0,
      cachedFiles: stats.cachedFiles ?? 0,
      ...readingOf(tags),
      ...(rawNames ? { rawNames: rawNamesOf(rawNames) } : {}),
    },
  };
}

function factsOf({ repositoryId, missing }: { [Name in keyof RepositoryFacts]?: RepositoryFacts[Name] | undefined }) {
  if (!repositoryId && !missing?.length) return {};
  return { facts: { ...(repositoryId ? { repositoryId } : {}), ...(missing?.length ? { missing } : {}) } };
}

function ignoredIn({ excludedFileCount = 0, excludedDirCount = 0 }: SnapshotManifest['stats']): number {
  return excludedFileCount + excludedDirCount;
}

/** As full-read-script.ts has them; a snapshot of an earlier release has none. */
function readingOf({ 'tag:read': read, 'tag:fullAt': at = '' }: Record<string, string>): Partial<MoverResult> {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at);
  return { ...(read ? { fullRead: read === 'full' } : {}), ...(isTime ? { lastFullReadAt: at } : {}) };
}

function rawNamesOf({ id, files, dirs, symlinks, sum }: RawNamesReport): RawNames {
  return { kopiaId: id, entries: files + dirs + symlinks, sum };
}

/** kopia's exit code is 0 or 1: what happened is in its words. The first sign that fits, in this order. */
const SIGNS: readonly { sign: RegExp; code: FaultCode; what: string }[] = [
  {
    sign: /the repository that lies there is/,
    code: 'repository.mismatch',
    what: 'another repository lies at the location',
  },
  {
    sign: /invalid repository password/i,
    code: 'repository.mismatch',
    what: 'the repository does not open with the password of this recovery key and this place',
  },
  {
    sign: /repository not initialized/i,
    code: 'repository.not_found',
    what: 'there is no repository at the location',
  },
  {
    sign: /no space left on device|disk quota exceeded/i,
    code: 'mover.failed',
    what: 'the disk of the mover is full',
  },
  {
    sign: /InvalidAccessKeyId|XAdminUserNotFound|access key id .* does not exist|no user exists with the provided access key|ExpiredToken|token (?:.* )?has expired|security token .* is invalid/i,
    code: 'location.credentials_expired',
    what: 'the store no longer knows the credentials',
  },
  {
    sign: /access ?denied|SignatureDoesNotMatch|signature we calculated|NoSuchBucket|bucket does not exist|bucket .* does not exist|AuthorizationHeaderMalformed|header is malformed|MalformedXML/i,
    code: 'location.refused',
    what: 'the store refused the mover',
  },
  {
    sign: /connection refused|connection reset|no such host|i\/o timeout|network is unreachable|no route to host|handshake|unexpected EOF|deadline exceeded|SlowDown|service unavailable|internal error|server closed|malformed (?:HTTP|MIME)|malformed chunked|server gave HTTP response/i,
    code: 'location.unreachable',
    what: 'the store did not answer the mover',
  },
  {
    sign: /checksum|decrypt|message authentication|authentication failed|corrupt|BLOB not found|missing blob|content .*not found|object .*not found|unable to open object|invalid format blob|invalid (?:length|header|content|data)|malformed|unpack/i,
    code: 'repository.corrupt',
    what: 'data in the repository was altered or lost',
  },
];

/** Before anything of it can be looked at, or mended. */
const OPENING: ReadonlySet<string> = new Set(['connect', 'create']);
const UNREADABLE = {
  code: 'repository.unreadable' as const,
  what: 'the repository cannot be opened, for what kopia opens it with was altered or lost',
};

const STEPS: Record<string, { code: FaultCode; what: string }> = {
  stopped: { code: 'mover.failed', what: 'the mover was stopped from outside' },
  incomplete: { code: 'mover.incomplete', what: 'the snapshot is incomplete' },
  snapshot: { code: 'mover.incomplete', what: 'files could not be read or stored' },
  placeholders: {
    code: 'volume.unsupported_names',
    what: 'files whose names end in .kopia-entry are taken by kopia for its own, and not saved as they are',
  },
  names: { code: 'mover.incomplete', what: 'the names of the files could not be listed' },
  'raw-names': { code: 'mover.incomplete', what: 'files whose names are no UTF-8 could not be saved' },
  restore: { code: 'restore.incomplete', what: 'files could not be written' },
  'raw-restore': { code: 'restore.incomplete', what: 'files whose names are no UTF-8 could not be written' },
  'raw-sum': {
    code: 'restore.incomplete',
    what: 'the volume does not take names that are no UTF-8 as they are, or files of such names were lost',
  },
  occupied: { code: 'mover.failed', what: 'the volume was not empty, so nothing was written to it' },
  counts: { code: 'restore.incomplete', what: 'kopia did not say what it restored' },
  connect: { code: 'repository.failed', what: 'the repository could not be opened' },
  identify: { code: 'repository.failed', what: 'the repository did not say which it is' },
  look: { code: 'repository.failed', what: 'the snapshots of the repository could not be listed' },
  verify: { code: 'repository.corrupt', what: 'the snapshot lacks data in the repository' },
  repair: { code: 'repository.failed', what: 'the repository could not be repaired' },
  check: { code: 'repository.failed', what: 'the repository could not be checked' },
  create: { code: 'repository.failed', what: 'the repository could not be created' },
  policy: { code: 'repository.failed', what: 'the policy of the repository could not be set' },
  owner: { code: 'repository.failed', what: 'the owner of the maintenance could not be set' },
  prune: { code: 'repository.failed', what: 'snapshots that no seal lists could not be removed' },
  stored: { code: 'repository.failed', what: 'the blobs of the repository could not be counted' },
  maintenance: { code: 'repository.failed', what: 'the maintenance of the repository failed' },
};

function refusedAs({ failed, said }: MoverFailure): Verdict {
  const step = STEPS[failed] ?? { code: 'mover.failed' as const, what: `${failed} failed` };
  // What was said by others than kopia holds no sign: the names of placeholders are a user's.
  const ended = failed === 'stopped' || failed === 'incomplete' || failed === 'placeholders';
  const found = ended ? step : (SIGNS.find(({ sign }) => sign.test(said)) ?? step);
  const { code, what } = found.code === 'repository.corrupt' && OPENING.has(failed) ? UNREADABLE : found;
  return refused(code, `${what} (${failed}): ${said.trim().slice(-600)}`);
}

function refused(code: FaultCode, message: string, outOfMemory = false): Verdict {
  return { accepted: false, failure: failureOf(new Fault(code, message)), outOfMemory };
}
