import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderRecoveryKey, repositoryPassword } from '../../functions/domain/location/keys.ts';
import type { MoverResult } from '../../functions/domain/volume/volume.ts';
import type { Location } from '../../functions/services/location/location.ts';
import type { MoverAction, MoverTask } from '../../functions/services/mover/mover.ts';
import { lastProgressLine } from '../../functions/services/mover/mover-report.ts';
import { parseProgress } from '../../functions/services/mover/parse-progress.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { ensureTools } from '../../tools/build/build.ts';
import { bucketOf } from '../support/bucket.ts';
import { makeHardTree, readTree } from '../support/hard-tree.ts';
import { moverLocation } from '../support/mover-location.ts';
import { plainKopia } from '../support/plain-kopia.ts';
import { type MoverRun, runMover, startMover } from '../support/run-mover.ts';
import { type SlowS3, startSlowS3 } from '../support/slow-s3.ts';
import { until } from '../support/until.ts';

const RUN = 'bk-aaaaaaaaaaaaaaaaaaaaaaaaaa';
const NEXT_RUN = 'bk-bbbbbbbbbbbbbbbbbbbbbbbbbb';

/** A machine that does something else too needs patience. */
vi.setConfig({ testTimeout: 240_000 });
const PATIENCE_SECONDS = 120;
/** A mover of few files is soon over. */
const LOOK_MS = 20;

let tools: { kopia: string; versitygw: string };
let folder: string;
let server: S3Server;
let slow: SlowS3;
let endpoint: string;
let location: Location;
let data: string;
let tests = 0;

beforeAll(async () => {
  tools = await ensureTools();
  folder = mkdtempSync(join(tmpdir(), 'sf-movers-'));
  server = await startS3({ binary: tools.versitygw, folder, buckets: ['backups'] });
  endpoint = server.url;
  location = locationAt('shared');
  await createRepository();
}, 1_200_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  tests += 1;
  slow = await startSlowS3(server.url);
  endpoint = slow.url;
  location = locationAt('shared');
  data = mkdtempSync(join(folder, 'data-'));
});

afterEach(async () => {
  await slow.stop();
  rmSync(data, { recursive: true });
});

function locationAt(prefix: string, changes: Partial<Location['s3']> = {}): Location {
  return moverLocation(server, { endpoint, prefix, ...changes });
}

function task(action: MoverAction, changes: Partial<MoverTask> = {}): MoverTask {
  return {
    operationId: RUN,
    id: 'abcdefghijklm',
    attempt: 1,
    role: 'mover',
    action,
    location,
    repository: { clusterId: 'c1', namespace: 'shop' },
    settings: {
      image: 'kopia',
      memoryMiB: 1024,
      cpu: '500m',
      activeDeadlineSeconds: 600,
      startTimeoutSeconds: 600,
    },
    ...changes,
  };
}

/** Each test has a volume of its own in the one repository; those that spoil one make their own. */
function snapshot(): MoverAction {
  return { kind: 'snapshot', source: { clusterId: 'c1', namespace: 'shop', pvcUid: `pvc-${tests}` } };
}

function ownLocation(): void {
  location = locationAt(`own/${tests}`);
}

async function createRepository(changes: Partial<MoverTask> = {}): Promise<MoverRun> {
  return await runMover(task({ kind: 'create-repository' }, { role: 'repository', ...changes }), {
    kopia: tools.kopia,
  });
}

async function backUp(operationId = RUN, environment: Record<string, string> = {}, attempt = 1): Promise<MoverRun> {
  return await runMover(task(snapshot(), { operationId, attempt }), { kopia: tools.kopia, data, environment });
}

/** As of a volume of many files, so that their packs are fetched first. */
async function restore(kopiaId: string, target: string, changes: Partial<MoverTask> = {}): Promise<MoverRun> {
  return await runMover(task({ kind: 'restore', kopiaId, files: 20_000 }, changes), {
    kopia: tools.kopia,
    data: target,
  });
}

function resultOf(run: MoverRun): MoverResult {
  if (!run.verdict.accepted || !run.verdict.result) throw new Error(`not accepted: ${JSON.stringify(run)}`);
  return run.verdict.result;
}

function failureOf(run: MoverRun): { code: string; message: string } {
  if (run.verdict.accepted) throw new Error(`accepted: ${run.log}`);
  return run.verdict.failure;
}

function writeFiles(count: number, bytes: number): void {
  for (let n = 0; n < count; n += 1) writeFileSync(join(data, `file-${n}`), randomBytes(bytes));
}

describe('a backup and its restore', () => {
  it('bring a hard tree back as it was, to the last mode and owner', async () => {
    makeHardTree(data, { smallFiles: 2_000, largeBytes: 48 * 1024 * 1024 });
    const target = mkdtempSync(join(folder, 'target-'));
    const before = readTree(data);

    const saved = resultOf(await backUp());
    const restored = resultOf(await restore(saved.kopiaId, target));

    expect(readTree(target)).toEqual(before);
    expect(readTree(data)).toEqual(before);
    const { kopiaId, files, dirs, symlinks, bytes } = saved;
    expect(restored).toEqual({ kopiaId, files, dirs, symlinks, bytes });
    expect(files).toBe(before.filter(({ type }) => type === 'file').length);
    expect(dirs).toBe(before.filter(({ type }) => type === 'folder').length);
    expect(symlinks).toBe(before.filter(({ type }) => type === 'link').length);
    rmSync(target, { recursive: true });
  });

  it('read no content again where nothing changed, and upload next to nothing', async () => {
    makeHardTree(data, { smallFiles: 200, largeBytes: 16 * 1024 * 1024 });

    const first = resultOf(await backUp());
    const second = resultOf(await backUp(NEXT_RUN));

    expect(first.hashedFiles).toBe(first.files);
    expect(second.hashedFiles).toBe(0);
    expect(second.cachedFiles).toBeGreaterThanOrEqual(second.files);
    expect(second.uploadedBytes ?? 0).toBeLessThan((first.uploadedBytes ?? 0) / 100);
    expect(second).toMatchObject({ files: first.files, bytes: first.bytes });
  });

  it('show how far they are, of what the volume held the last time', async () => {
    writeFiles(3, 1_000);
    const { bytes } = resultOf(await backUp());
    writeFiles(5, 1_000);

    const { log } = await backUp(NEXT_RUN);

    const progress = parseProgress(lastProgressLine(log), undefined, new Date());
    expect(progress).toMatchObject({ bytes: 5_000, totalBytes: bytes });
  });

  it('adopt the snapshot that an earlier attempt of the run had saved', async () => {
    writeFiles(3, 1_000);

    const first = resultOf(await backUp());
    writeFiles(5, 1_000);
    const again = resultOf(await backUp(RUN, {}, 2));

    expect(again).toMatchObject({ kopiaId: first.kopiaId, files: 3 });
  });
});

describe('a restore', () => {
  it('writes nothing to a volume that holds something, whoever gave it', async () => {
    writeFiles(2, 1_000);
    const { kopiaId } = resultOf(await backUp());
    const target = mkdtempSync(join(folder, 'occupied-'));
    writeFileSync(join(target, 'somebody’s'), 'data');

    const failure = failureOf(await restore(kopiaId, target));

    expect(failure).toMatchObject({ code: 'mover.failed', message: expect.stringContaining('not empty') as string });
    expect(readdirSync(target)).toEqual(['somebody’s']);
  });
});

describe('an interrupted backup', () => {
  it('does not count when it is stopped in the middle, and the next attempt is whole', async () => {
    writeFiles(6, 8_000_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    slow.delayPuts(promise);
    const seen = slow.puts.length;
    const started = startMover(task(snapshot()), { kopia: tools.kopia, data });
    await until('the first upload', PATIENCE_SECONDS, () => slow.puts.length > seen, LOOK_MS);

    started.process.kill('SIGTERM');
    resolve();
    const stopped = await started.end;
    const next = resultOf(await backUp());

    expect(stopped.exitCode).toBe(1);
    expect(failureOf(stopped).message).toContain('stopped from outside');
    expect(next).toMatchObject({ files: 6, bytes: 48_000_000 });
  });

  it('is taken up where its last checkpoint was when it is killed', async () => {
    writeFiles(24, 4_000_000);
    slow.delayPuts(800);
    const started = startMover(task(snapshot()), { kopia: tools.kopia, data, environment: { SF_CHECKPOINT: '1s' } });
    // Files that are being read stand in a checkpoint too, under names that nobody looks for.
    const checkpointed = async () => (await checkpointedFiles()) > availableParallelism() + 1;
    await until('a checkpoint with whole files', PATIENCE_SECONDS, checkpointed, LOOK_MS);

    process.kill(-(started.process.pid ?? 0), 'SIGKILL');
    const killed = await started.end;
    slow.delayPuts(0);
    const next = resultOf(await backUp());

    expect(failureOf(killed).code).toBe('mover.failed');
    expect(next.files).toBe(24);
    expect(next.cachedFiles).toBeGreaterThan(0);
  });

  it('goes on when the store comes back', async () => {
    writeFiles(12, 4_000_000);
    const seen = slow.puts.length;
    const started = startMover(task(snapshot()), { kopia: tools.kopia, data });
    await until('the first upload', PATIENCE_SECONDS, () => slow.puts.length > seen, LOOK_MS);

    slow.cut(true);
    await until('the mover to try in vain', PATIENCE_SECONDS, () => slow.refused() > 2, LOOK_MS);
    slow.cut(false);

    expect(resultOf(await started.end).files).toBe(12);
  });
});

describe('a repository', () => {
  it('is made once, and found by everybody who comes later', async () => {
    ownLocation();

    const first = await createRepository();
    const second = await createRepository({ operationId: NEXT_RUN });

    expect([first.verdict.accepted, second.verdict.accepted]).toEqual([true, true]);
  });

  it('that two make at once works, or says that it does not', async () => {
    ownLocation();
    const both = await Promise.all([createRepository(), createRepository({ operationId: NEXT_RUN })]);
    writeFiles(1, 100);

    const run = await backUp();

    // kopia has no lock: the lease of BeginRepositories prevents this. Here it must only never look like a success.
    if (run.verdict.accepted) expect(both.some(({ verdict }) => verdict.accepted)).toBe(true);
    else expect(failureOf(run).code).toMatch(/^repository\./);
  });

  it('does not open with another key', async () => {
    location = { ...location, recoveryKey: renderRecoveryKey(new Uint8Array(32).fill(4)) };

    const failure = failureOf(await backUp());

    expect(failure).toMatchObject({ code: 'repository.mismatch' });
    expect(failure.message).toContain('recovery key');
  });

  it('that is not there is said so', async () => {
    ownLocation();

    expect(failureOf(await backUp())).toMatchObject({
      code: 'repository.not_found',
      message: expect.stringContaining('there is no repository'),
    });
  });

  it('keeps every snapshot and leaves nothing out, whatever kopia would do', async () => {
    const policy = JSON.parse(await look('policy', 'get', '--global', '--json'));

    expect(policy).toMatchObject({
      retention: { keepLatest: 2147483647, keepHourly: 0, keepDaily: 0, ignoreIdenticalSnapshots: false },
      files: { ignoreDotFiles: ['.snapferry-ignores-nothing'], ignoreCacheDirs: false },
      compression: { compressorName: 'zstd-fastest' },
    });
  });

  it('with a flipped bit, or without a blob, makes the restore fail by naming it', async () => {
    ownLocation();
    await createRepository();
    writeFiles(4, 2_000_000);
    const { kopiaId } = resultOf(await backUp());
    const packs = (await bucketOf(location).list('repositories/c1/shop/p')).keys.toSorted((a, b) => b.bytes - a.bytes);
    const key = packs[0]?.key ?? '';
    const body = readFileSync(join(folder, 's3/data/backups', location.s3.prefix, key));
    const middle = body.length >> 1;
    const targets = [mkdtempSync(join(folder, 'target-')), mkdtempSync(join(folder, 'target-'))] as const;

    body.writeUInt8(body.readUInt8(middle) ^ 1, middle);
    await bucketOf(location).put(key, body);
    const flipped = await restore(kopiaId, targets[0]);
    await bucketOf(location).delete(key);
    const lost = await restore(kopiaId, targets[1]);

    expect(failureOf(flipped)).toMatchObject({ code: 'repository.corrupt' });
    expect(failureOf(lost)).toMatchObject({ code: 'repository.corrupt' });
    for (const target of targets) rmSync(target, { recursive: true });
  });
});

describe('a validation from a cluster', () => {
  const validation: Partial<MoverTask> = { operationId: 'vl-aaaaaaaaaaaaaaaaaaaaaaaaaa', role: 'validation' };

  async function validate(): Promise<MoverRun> {
    return await runMover(task({ kind: 'validate-location' }, validation), { kopia: tools.kopia });
  }

  it('writes, reads and deletes, and touches no repository', async () => {
    ownLocation();

    const run = await validate();

    expect(run.verdict).toEqual({ accepted: true });
    expect((await bucketOf(location).list('')).keys).toEqual([]);
  });

  it('says what the store refused, and that nobody answered', async () => {
    const bucket = locationAt('x', { bucket: 'no-such-bucket' });
    const secret = { ...location, credentials: { ...location.credentials, secretAccessKey: 'wrong' } };
    const codes = [];
    for (const tried of [bucket, secret]) {
      location = tried;
      codes.push(failureOf(await validate()).code);
    }

    expect(codes).toEqual(['location.refused', 'location.refused']);
  });
});

it('no secret is in a log or an argument', async () => {
  writeFiles(2, 100);
  const started = startMover(task(snapshot()), { kopia: tools.kopia, data });
  const seen = new Set<string>();
  const watch = () => {
    seen.add(processesOf(started.process.pid ?? 0));
    return started.process.exitCode !== null;
  };
  await until('the mover to end', PATIENCE_SECONDS, watch, LOOK_MS);
  const saved = await started.end;
  const shown = [...seen].join('\n') + saved.log;

  expect(shown).toContain('snapshot');

  const { secretAccessKey } = location.credentials;
  for (const secret of [secretAccessKey, location.recoveryKey, repositoryPassword(location, 'c1', 'shop')]) {
    expect(shown).not.toContain(secret);
  }
});

/** Past the slow one, for it is not the mover who looks. */
async function look(...args: string[]): Promise<string> {
  const shared = locationAt('shared', { endpoint: server.url });
  return await plainKopia({ kopia: tools.kopia, folder, location: shared, namespace: 'shop' }, ...args);
}

/** Files that the interrupted snapshots of this test's volume already have. */
async function checkpointedFiles(): Promise<number> {
  const list = await look('snapshot', 'list', `snapferry@c1:/shop/pvc-${tests}`, '--incomplete', '--json');
  const found = JSON.parse(list) as { rootEntry: { summ: { files: number } } }[];
  return Math.max(0, ...found.map(({ rootEntry }) => rootEntry.summ.files));
}

/** Command lines of a process group. */
function processesOf(group: number): string {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pgid=,args='], { encoding: 'utf8' });
  const own = stdout.split('\n').filter((line) => line.trim().startsWith(`${group} `));
  return own.join('\n');
}
