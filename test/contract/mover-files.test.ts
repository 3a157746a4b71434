import {
  lutimesSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MoverResult } from '../../functions/domain/volume/volume.ts';
import type { Location } from '../../functions/services/location/location.ts';
import type { MoverAction, MoverTask, Reading } from '../../functions/services/mover/mover.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { addRawNames, makeHardTree, readTree } from '../support/hard-tree.ts';
import { moverLocation } from '../support/mover-location.ts';
import { ensureMoverTools } from '../support/mover-tools.ts';
import { plainKopia } from '../support/plain-kopia.ts';
import { type MoverRun, runMover } from '../support/run-mover.ts';

/** A machine that does something else too needs patience. */
vi.setConfig({ testTimeout: 240_000 });

let tools: { kopia: string; versitygw: string };
let folder: string;
let server: S3Server;
let location: Location;
let data: string;
let tests = 0;
let runs = 0;

beforeAll(async () => {
  tools = await ensureMoverTools();
  folder = mkdtempSync(join(tmpdir(), 'sf-mover-files-'));
  server = await startS3({ binary: tools.versitygw, folder, buckets: ['backups'] });
  location = moverLocation(server, { prefix: 'shared' });
  await run({ kind: 'create-repository' }, { role: 'repository' });
}, 1_200_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  tests += 1;
  data = mkdtempSync(join(folder, 'data-'));
});

async function run(action: MoverAction, changes: Partial<MoverTask> = {}, at = data): Promise<MoverRun> {
  const task: MoverTask = {
    operationId: `bk-${'a'.repeat(26)}`,
    id: 'abcdefghijklm',
    attempt: 1,
    role: 'mover',
    action,
    location,
    repository: { clusterId: 'c1', namespace: 'shop' },
    settings: { image: 'kopia', memoryMiB: 1024, cpu: '1', activeDeadlineSeconds: 600, startTimeoutSeconds: 600 },
    ...changes,
  };
  return await runMover(task, { kopia: tools.kopia, data: at });
}

/** Of a volume that each test has to itself; every run is another backup. */
async function backUp(read?: Reading, changes: Partial<MoverTask> = {}): Promise<MoverResult> {
  return resultOf(await tryBackUp(read, changes));
}

async function tryBackUp(read?: Reading, changes: Partial<MoverTask> = {}): Promise<MoverRun> {
  runs += 1;
  const letter = String.fromCharCode('a'.charCodeAt(0) + (runs % 26));
  const source = { clusterId: 'c1', namespace: 'shop', pvcUid: `pvc-${tests}` };
  const operationId = `bk-${letter.repeat(26)}`;
  return await run({ kind: 'snapshot', source, ...(read ? { read } : {}) }, { operationId, ...changes });
}

async function restore({ kopiaId, files, rawNames }: MoverResult): Promise<{ target: string; run: MoverRun }> {
  const target = mkdtempSync(join(folder, 'target-'));
  const done = await run({ kind: 'restore', kopiaId, files, ...(rawNames ? { rawNames } : {}) }, {}, target);
  return { target, run: done };
}

async function restored(saved: MoverResult): Promise<string> {
  const { target, run: done } = await restore(saved);
  resultOf(done);
  return target;
}

function resultOf({ verdict, log }: MoverRun): MoverResult {
  if (!verdict.accepted || !verdict.result) throw new Error(JSON.stringify(verdict) + log);
  return verdict.result;
}

async function look(...args: string[]): Promise<string> {
  return await plainKopia({ kopia: tools.kopia, folder, location, namespace: 'shop' }, ...args);
}

describe('names that kopia does not keep', () => {
  it('come back as they were, counted with the rest', async () => {
    makeHardTree(data, { smallFiles: 20, largeBytes: 1024 * 1024 });
    addRawNames(data);
    const before = readTree(data);

    const saved = await backUp();
    const { target, run: done } = await restore(saved);

    expect(readTree(target)).toEqual(before);
    expect(readTree(data)).toEqual(before);
    const { kopiaId, files, dirs, symlinks, bytes } = saved;
    expect(resultOf(done)).toEqual({ kopiaId, files, dirs, symlinks, bytes });
    expect(files).toBe(before.filter(({ type }) => type === 'file').length);
    expect(dirs).toBe(before.filter(({ type }) => type === 'folder').length);
    expect(symlinks).toBe(before.filter(({ type }) => type === 'link').length);
  });

  it('are on the result, and in a second run too, and when one of them changed', async () => {
    const { files, dirs, symlinks } = addRawNames(data);

    const first = await backUp();
    const second = await backUp();
    writeFileSync(Buffer.from(`${data}/caf\xe9.txt`, 'latin1'), 'changed');
    const third = await backUp();

    expect(first.rawNames?.entries).toBe(files + dirs + symlinks);
    expect(second.rawNames).toMatchObject({ entries: first.rawNames?.entries, sum: first.rawNames?.sum });
    expect(readTree(await restored(third))).toEqual(readTree(data));
  });

  it('are saved anew by the next attempt of a run that had saved them', async () => {
    addRawNames(data);

    const first = await backUp();
    const again = await backUp(undefined, { operationId: `bk-${'a'.repeat(26)}`, attempt: 2 });

    expect(again.rawNames?.sum).toBe(first.rawNames?.sum);
    expect(readTree(await restored(again))).toEqual(readTree(data));
  });

  it('are a tar that plain kopia gives', async () => {
    addRawNames(data);
    const { rawNames } = await backUp();

    const listed = await look('list', rawNames?.kopiaId ?? '');

    expect(listed.trim()).toBe('raw-names.tar');
  });

  it('fail a restore that brings back others than were saved', async () => {
    addRawNames(data);
    const saved = await backUp();
    const sum = '0'.repeat(64);

    const { run: done } = await restore({
      ...saved,
      ...(saved.rawNames ? { rawNames: { ...saved.rawNames, sum } } : {}),
    });

    expect(done.verdict).toMatchObject({ accepted: false, failure: { code: 'restore.incomplete' } });
  });

  it('are refused where kopia would take a file for its own placeholder of another', async () => {
    writeFileSync(join(data, 'x'), 'there');
    const entry = { name: 'x', type: 'f', mode: '0644', mtime: '2026-01-01T00:00:00Z', obj: '0123456789abcdef' };
    writeFileSync(join(data, 'x.kopia-entry'), JSON.stringify(entry));

    const { verdict } = await tryBackUp();

    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'volume.unsupported_names' } });
    if (!verdict.accepted) expect(verdict.failure.message).toContain('./x.kopia-entry');
  });

  it('are no concern of a volume that has none, whatever else its names hold', async () => {
    makeHardTree(data, { smallFiles: 20, largeBytes: 1024 });

    expect((await backUp()).rawNames).toBeUndefined();
  });
});

describe('contents that change while size and time do not', () => {
  const when = new Date('2026-01-01T00:00:00Z');
  const never: Reading = { full: false, fullEvery: 0 };

  function write(content: string): void {
    writeFileSync(join(data, 'container'), content);
    utimesSync(join(data, 'container'), when, when);
  }

  async function contentOf(saved: MoverResult): Promise<string | undefined> {
    return readTree(await restored(saved)).find(({ path }) => path === 'container')?.content;
  }

  it('are not seen without a full read, and are with one, which says so', async () => {
    write('AAAA');
    const first = await backUp(never);
    write('BBBB');

    const second = await backUp(never);
    const third = await backUp({ full: true, fullEvery: 0 });

    expect(first.fullRead).toBe(true);
    expect(second).toMatchObject({ fullRead: false, lastFullReadAt: first.lastFullReadAt, hashedFiles: 0 });
    expect(third).toMatchObject({ fullRead: true, hashedFiles: 1, cachedFiles: 0 });
    expect(await contentOf(second)).toBe(await contentOf(first));
    expect(await contentOf(third)).toBe(readTree(data).find(({ path }) => path === 'container')?.content);
  });

  it('are missed and seen in a link as in a file', async () => {
    const link = (target: string) => {
      symlinkSync(target, join(data, 'link'));
      lutimesSync(join(data, 'link'), when, when);
    };
    link('target-1');
    await backUp(never);
    unlinkSync(join(data, 'link'));
    link('target-2');

    const [partly, fully] = [await backUp(never), await backUp({ full: true, fullEvery: 0 })];

    expect(readlinkSync(join(await restored(partly), 'link'))).toBe('target-1');
    expect(readlinkSync(join(await restored(fully), 'link'))).toBe('target-2');
  });

  it('are seen at the latest every so many runs', async () => {
    write('AAAA');
    const reads = [];
    for (let n = 0; n < 7; n += 1) reads.push((await backUp({ full: false, fullEvery: 3 })).fullRead);

    const later = reads.slice(1);
    const full = later.flatMap((read, n) => (read ? [n] : []));
    expect(full[0]).toBeLessThan(3);
    expect(full.slice(1).map((n, index) => n - (full[index] ?? 0))).toEqual(full.slice(1).map(() => 3));
  });

  it('wait for the next run where two attempts could not end a full read', async () => {
    write('AAAA');
    await backUp({ full: false, fullEvery: 1 });

    const third = await backUp({ full: false, fullEvery: 1 }, { attempt: 3 });
    const next = await backUp({ full: false, fullEvery: 1 });

    expect([third.fullRead, next.fullRead]).toEqual([false, true]);
  });
});
