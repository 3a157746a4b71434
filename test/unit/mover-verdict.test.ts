import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptResult, type Verdict } from '../../functions/services/mover/accept-result.ts';
import { type MoverReport, parseReport } from '../../functions/services/mover/mover-report.ts';
import { parseProgress } from '../../functions/services/mover/parse-progress.ts';

const RUN = 'bk-a';
const ENDED = { exitCode: 0, reason: 'Completed' };

function report(changes: { manifest?: object; stats?: object; summ?: object } = {}): MoverReport {
  return {
    format: 1,
    action: 'snapshot',
    uploadedBytes: 3.0013766e7,
    manifest: {
      id: 'k1',
      stats: { cachedFiles: 1, nonCachedFiles: 2, excludedFileCount: 0, excludedDirCount: 0, ignoredErrorCount: 0 },
      rootEntry: { summ: { size: 10, files: 3, symlinks: 1, dirs: 2, numFailed: 0 } },
      tags: { 'tag:run': RUN },
      ...changes.manifest,
      ...(changes.stats ? { stats: changes.stats } : {}),
      ...(changes.summ
        ? { rootEntry: { summ: { size: 10, files: 3, symlinks: 1, dirs: 2, numFailed: 0, ...changes.summ } } }
        : {}),
    },
  } as MoverReport;
}

function codeOf(verdict: Verdict): string {
  return verdict.accepted ? 'accepted' : verdict.failure.code;
}

describe('a mover’s run', () => {
  it('counts when it is whole', () => {
    expect(acceptResult(ENDED, report(), RUN)).toEqual({
      accepted: true,
      result: {
        kopiaId: 'k1',
        files: 3,
        dirs: 2,
        symlinks: 1,
        bytes: 10,
        uploadedBytes: 30_013_766,
        hashedFiles: 2,
        cachedFiles: 1,
      },
    });
  });

  it.each([
    ['no id', { manifest: { id: '' } }],
    ['incomplete', { manifest: { incomplete: 'canceled' } }],
    ['an incomplete root', { summ: { incomplete: 'limit reached' } }],
    ['another run', { manifest: { tags: { 'tag:run': 'bk-b' } } }],
    ['no tag', { manifest: { tags: undefined } }],
    ['failed files', { summ: { numFailed: 1 } }],
    ['errors in the statistics', { stats: { errorCount: 1 } }],
    ['ignored errors', { summ: { numIgnoredErrors: 1 } }],
    ['ignored errors in the statistics', { stats: { ignoredErrorCount: 1 } }],
    ['excluded files', { stats: { excludedFileCount: 1 } }],
    ['excluded folders', { stats: { excludedDirCount: 1 } }],
  ])('does not count with %s, whatever its exit code', (_, changes) => {
    expect(codeOf(acceptResult(ENDED, report(changes), RUN))).toBe('mover.incomplete');
  });

  it('counts with what is saved beside it, if kopia ignored exactly that', () => {
    const sum = 'f'.repeat(64);
    const rawNames = { id: 'a2', ignored: 2, files: 5, dirs: 1, symlinks: 0, bytes: 7, sum };
    const beside = (excludedFileCount: number): MoverReport =>
      ({ ...report({ stats: { excludedFileCount, excludedDirCount: 1 } }), rawNames }) as MoverReport;

    expect(acceptResult(ENDED, beside(1), RUN)).toMatchObject({
      accepted: true,
      result: { files: 8, dirs: 3, symlinks: 1, bytes: 17, rawNames: { kopiaId: 'a2', entries: 6, sum } },
    });
    expect(codeOf(acceptResult(ENDED, beside(0), RUN))).toBe('mover.incomplete');
    expect(codeOf(acceptResult(ENDED, beside(2), RUN))).toBe('mover.incomplete');
  });

  it('says whether it read every file, and when that was done last', () => {
    const tags = { 'tag:run': RUN, 'tag:read': 'changed', 'tag:fullAt': '2026-11-01T00:00:00Z' };

    expect(acceptResult(ENDED, report({ manifest: { tags } }), RUN)).toMatchObject({
      result: { fullRead: false, lastFullReadAt: '2026-11-01T00:00:00Z' },
    });
    const odd = { 'tag:run': RUN, 'tag:read': 'full', 'tag:fullAt': 'yesterday' };
    expect(acceptResult(ENDED, report({ manifest: { tags: odd } }), RUN)).not.toHaveProperty('result.lastFullReadAt');
  });

  it('does not count when it ended otherwise than it says, or says nothing', () => {
    expect(codeOf(acceptResult({ exitCode: 1, reason: 'Error' }, report(), RUN))).toBe('mover.failed');
    expect(codeOf(acceptResult(ENDED, undefined, RUN))).toBe('mover.failed');
    expect(codeOf(acceptResult({ exitCode: 143 }, undefined, RUN))).toBe('mover.failed');
  });

  it('is known to have been killed for memory, from outside and from inside', () => {
    const inside: MoverReport = { format: 1, action: 'snapshot', failed: 'snapshot', exit: 137, said: '' };

    for (const verdict of [
      acceptResult({ exitCode: 137, reason: 'OOMKilled' }, undefined, RUN),
      acceptResult({ exitCode: 1, reason: 'Error' }, inside, RUN),
    ]) {
      expect(verdict).toMatchObject({ outOfMemory: true, failure: { code: 'mover.out_of_memory' } });
    }
  });

  it.each([
    ['connect', 'error connecting to repository: invalid repository password', 'repository.mismatch'],
    ['connect', "invalid format blob: invalid character 'g'", 'repository.unreadable'],
    ['connect', 'deserialize blob config: unable to decrypt repository blobcfg blob', 'repository.unreadable'],
    ['connect', 'error loading index blob xn0: decrypt blob: ciphertext too short: 2', 'repository.unreadable'],
    ['connect', 'repository not initialized in the provided storage', 'repository.not_found'],
    ['snapshot', 'write /snapferry/cache/x: no space left on device', 'mover.failed'],
    ['connect', 'The Access Key Id you provided: Access Denied.', 'location.refused'],
    ['connect', 'The AWS Access Key Id you provided does not exist in our records.', 'location.credentials_expired'],
    ['snapshot', 'despite 10 retries: No user exists with the provided access key ID.', 'location.credentials_expired'],
    ['snapshot', 'error writing: The provided token has expired.', 'location.credentials_expired'],
    ['connect', 'The specified bucket does not exist', 'location.refused'],
    ['snapshot', 'dial tcp 10.0.0.1:443: connect: connection refused', 'location.unreachable'],
    ['snapshot', 'lookup s3.example.org: no such host', 'location.unreachable'],
    ['connect', "The authorization header is malformed; the region 'us-east-1' is wrong", 'location.refused'],
    ['connect', 'transport connection broken: malformed HTTP response "SSH-2.0"', 'location.unreachable'],
    ['restore', 'invalid checksum at p12 offset 1 length 2', 'repository.corrupt'],
    ['restore', 'unable to open object: BLOB not found', 'repository.corrupt'],
    ['restore', 'chown /data/x: operation not permitted', 'restore.incomplete'],
    ['snapshot', 'open /data/x: input/output error', 'mover.incomplete'],
    ['stopped', 'connection refused', 'mover.failed'],
    ['placeholders', './corrupt.kopia-entry', 'volume.unsupported_names'],
    ['unheard-of', '', 'mover.failed'],
  ])('that failed to %s, saying "%s", is %s', (failed, said, code) => {
    const failure: MoverReport = { format: 1, action: 'snapshot', failed, exit: 1, said };

    expect(codeOf(acceptResult({ exitCode: 1 }, failure, RUN))).toBe(code);
  });
});

describe('a mover’s report', () => {
  const text = JSON.stringify(report());

  it('is the termination message, or what the log still has when that was cut or lost', () => {
    const log = `snapferry-progress x\nsnapferry-result ${text}\n`;

    expect(parseReport(text, undefined)).toEqual(report());
    expect(parseReport(text.slice(0, 100), log)).toEqual(report());
    expect(parseReport(undefined, log)).toEqual(report());
    expect(parseReport(undefined, `snapferry-result ${text.slice(0, 100)}`)).toBeUndefined();
  });

  it('is never found in what is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (anything) => {
        expect(parseReport(anything, anything)).toBeUndefined();
      }),
    );
  });
});

describe('progress', () => {
  const now = new Date('2026-11-23T09:00:10.000Z');
  const startedAt = '2026-11-23T09:00:00.000Z';

  it('is read from what kopia says of an upload', () => {
    const line =
      ' / 2 hashing, 4 hashed (31.8 MB), 7 cached (1 KB), uploaded 191 B, estimated 82.4 MB (38.6%) 1h2m3s left';

    expect(parseProgress(line, startedAt, now)).toEqual({
      bytes: 31_801_000,
      totalBytes: 82_400_000,
      secondsLeft: 3723,
      bytesPerSecond: 3_180_100,
      at: now.toISOString(),
    });
  });

  it('is read before kopia has estimated, and of a restore', () => {
    const early = ' | 0 hashing, 1 hashed (5 B), 0 cached (0 B), uploaded 0 B, estimating...';
    const restore = 'Processed 9 (15.7 MB) of 10 (82.4 MB) 5 MB/s (19.0%) remaining 0s.';

    expect(parseProgress(early, undefined, now)).toEqual({ bytes: 5, at: now.toISOString() });
    expect(parseProgress(restore, undefined, now)).toEqual({
      bytes: 15_700_000,
      totalBytes: 82_400_000,
      at: now.toISOString(),
    });
  });

  it('of a restore tells what is left by its rate so far, whatever kopia says', () => {
    const restore = 'Processed 9 (15.7 MB) of 10 (82.4 MB) 5 MB/s (19.0%) remaining 0s.';
    const done = 'Processed 10 (82.4 MB) of 10 (82.4 MB) 5 MB/s (100.0%) remaining 0s.';

    expect(parseProgress(restore, startedAt, now)?.secondsLeft).toBe(43);
    expect(parseProgress(done, startedAt, now)?.secondsLeft).toBe(0);
  });

  it('of an upload whose total is what the volume held the last time tells what is left by its rate', () => {
    const line = ' - 1 hashing, 2 hashed (20 MB), 7 cached (0 B), uploaded 20 MB, estimated 80000000 B (0.0%)';

    expect(parseProgress(line, startedAt, now)).toMatchObject({ totalBytes: 80_000_000, secondsLeft: 30 });
  });

  it('is nothing where there is none', () => {
    expect(parseProgress('Snapshotting snapferry@c1:/shop/u1 ...', startedAt, now)).toBeUndefined();
    expect(parseProgress(undefined, startedAt, now)).toBeUndefined();
  });
});
