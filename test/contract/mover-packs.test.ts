import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepTokenOf, type MaintenanceResult } from '../../functions/domain/location/maintenance.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import type { Location } from '../../functions/services/location/location.ts';
import type { LookAtSealed, MoverAction, MoverTask } from '../../functions/services/mover/mover.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { readTree } from '../support/hard-tree.ts';
import { moverLocation } from '../support/mover-location.ts';
import { ensureMoverTools } from '../support/mover-tools.ts';
import { plainKopia } from '../support/plain-kopia.ts';
import { type MoverRun, runMover } from '../support/run-mover.ts';

/** A machine that does something else too needs patience. */
vi.setConfig({ testTimeout: 240_000 });

const runOf = (letter: string) => `bk-${letter.repeat(26)}`;
/** The first pack that kopia fills; what comes after it is in another. */
const PACK_BYTES = 21_000_000;

let tools: { kopia: string; versitygw: string };
let folder: string;
let server: S3Server;
let location: Location;
let data: string;
let tests = 0;
/** Of the snapshot that every repository begins with, of the run `a`. */
let firstId: string;

beforeAll(async () => {
  tools = await ensureMoverTools();
  folder = mkdtempSync(join(tmpdir(), 'sf-packs-'));
  server = await startS3({ binary: tools.versitygw, folder, buckets: ['backups'] });
  location = moverLocation(server, { prefix: 'own/0' });
  data = join(folder, 'data-0');
  mkdirSync(join(data, 'sub'), { recursive: true });
  writeFileSync(join(data, 'large'), randomBytes(PACK_BYTES));
  writeFileSync(join(data, 'sub', 'small'), randomBytes(5_000));
  await run({ kind: 'create-repository' }, { role: 'repository' });
  firstId = await backUp('a');
}, 1_200_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Each test has a copy of its own of a volume and of the repository that holds one snapshot of it. */
beforeEach(() => {
  tests += 1;
  location = moverLocation(server, { prefix: `own/${tests}` });
  data = join(folder, `data-${tests}`);
  const own = join(folder, 's3', 'data', 'backups', 'own');
  execFileSync('cp', ['-a', join(folder, 'data-0'), data]);
  execFileSync('cp', ['-a', join(own, '0'), join(own, String(tests))]);
});

async function run(
  action: MoverAction,
  changes: Partial<MoverTask> = {},
  place: { at?: string; environment?: Record<string, string> } = {},
): Promise<MoverRun> {
  const task: MoverTask = {
    operationId: runOf('m'),
    id: 'abcdefghijklm',
    attempt: 1,
    role: 'mover',
    action,
    location,
    repository: { clusterId: 'c1', namespace: 'shop' },
    settings: { image: 'kopia', memoryMiB: 1024, cpu: '1', activeDeadlineSeconds: 600, startTimeoutSeconds: 600 },
    ...changes,
  };
  const { at: folderOf = data, environment = {} } = place;
  return await runMover(task, { kopia: tools.kopia, data: folderOf, environment });
}

type Known = Extract<MoverAction, { kind: 'snapshot' }>['known'];

function upload(
  letter: string,
  { known, attempt = 1, pvcUid = 'p1' }: { known?: Known; attempt?: number; pvcUid?: string } = {},
) {
  const source = { clusterId: 'c1', namespace: 'shop', pvcUid };
  return run({ kind: 'snapshot', source, ...(known ? { known } : {}) }, { operationId: runOf(letter), attempt });
}

/** @returns the snapshot's id */
async function backUp(...args: Parameters<typeof upload>): Promise<string> {
  const { verdict, log } = await upload(...args);
  if (!verdict.accepted || !verdict.result) throw new Error(log);
  return verdict.result.kopiaId;
}

async function maintain(sealed: readonly string[], look: LookAtSealed = {}, full = true): Promise<MaintenanceResult> {
  const action: MoverAction = { kind: 'maintain', full, look: { sealed: sealed.map(keepTokenOf), ...look } };
  const { verdict, log } = await run(action, { role: 'repository' });
  if (!verdict.accepted || !verdict.maintenance) throw new Error(log);
  return verdict.maintenance;
}

async function repair(): Promise<string> {
  const { verdict, log } = await run({ kind: 'repair-repository' }, { role: 'repository' });
  if (!verdict.accepted) throw new Error(log);
  return systemClock.now().toISOString();
}

async function expectRestored(kopiaId: string, tree = readTree(data)): Promise<void> {
  const target = mkdtempSync(join(folder, 'target-'));
  const { verdict, log } = await run({ kind: 'restore', kopiaId, files: 2 }, {}, { at: target });
  if (!verdict.accepted) throw new Error(log);
  expect(readTree(target)).toEqual(tree);
}

/** Where the repository lies on the disk of the S3 server: what a fault of a store, or somebody with its keys, can do. */
const at = (namespace = 'shop') =>
  join(folder, 's3', 'data', 'backups', 'own', String(tests), 'repositories', 'c1', namespace);

function blobs(prefix: string): string[] {
  const size = (name: string) => statSync(join(at(), name)).size;
  return readdirSync(at())
    .filter((name) => name.startsWith(prefix))
    .sort((a, b) => size(b) - size(a));
}

function largest(prefix: string): string {
  return join(at(), blobs(prefix)[0] ?? 'none');
}

function flip(file: string, where = Math.floor(statSync(file).size / 2)): void {
  const bytes = readFileSync(file);
  bytes[where] = (bytes[where] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function removeAll(prefix: string): void {
  for (const name of blobs(prefix)) rmSync(join(at(), name));
}

/** Which a look at the store can tell, without reading the files; a quick maintenance those that need no reading at all. */
const DAMAGES: Record<string, () => void | Promise<void>> = {
  'a pack of files is gone': () => rmSync(largest('p')),
  'all packs of files are gone': () => removeAll('p'),
  'a pack of files was cut': () => truncateSync(largest('p'), 1_000_000),
  'the pack of directories and manifests is gone': () => rmSync(largest('q')),
  'a bit of a directory was flipped': flipDirectory,
};

/** Of the root, which the next upload does not write again; in the middle of its content, which is a part of a pack. */
async function flipDirectory(): Promise<void> {
  const place = { kopia: tools.kopia, folder: mkdtempSync(join(folder, 'look-')), location, namespace: 'shop' };
  const [newest] = JSON.parse(await plainKopia(place, 'snapshot', 'list', '--all', '--json'));
  const contents = (await plainKopia(place, 'content', 'list', '--long', '--prefix=k')).split('\n');
  const line = contents.find((one) => one.startsWith(`${newest.rootEntry.obj} `)) ?? '';
  const [, pack = '', offset, length] = /(q\S+) (\d+)\+(\d+)/.exec(line) ?? [];
  flip(join(at(), pack), Number(offset) + Math.floor(Number(length) / 2));
}

describe.each(Object.entries(DAMAGES))('when %s', (_what, damage) => {
  const needsReading = damage === flipDirectory;

  it('the next upload does not count; after the repair it does, and can be restored', async () => {
    await damage();

    const first = await upload('b');
    const repairedAt = await repair();
    const second = await backUp('b', { known: { repairedAt }, attempt: 2 });

    expect(first.verdict).toMatchObject({ accepted: false, failure: { code: 'repository.corrupt' } });
    await expectRestored(second);
    expect(await maintain([second])).toMatchObject({ damaged: [] });
  });

  it('a maintenance says which sealed snapshots are damaged, and the next upload is whole', async () => {
    const damaged = firstId;
    await damage();

    const looked = await maintain([damaged], {}, needsReading);
    const doubted = looked.damaged ?? [];
    const again = await maintain([damaged], { doubted });
    rmSync(join(data, 'large'));
    const next = await backUp('b', { known: { repairedAt: systemClock.now().toISOString() } });

    expect([looked, again]).toMatchObject([
      { damaged: [keepTokenOf(damaged)], checked: 'full', repaired: true },
      { damaged: [keepTokenOf(damaged)], checked: 'full' },
    ]);
    await expectRestored(next);
    expect((await maintain([damaged, next], { doubted })).damaged).toEqual([keepTokenOf(damaged)]);
  });
});

it('an upload does not look at packs that only others need, and a volume of which nothing was lost goes on', async () => {
  const other = mkdtempSync(join(folder, 'other-'));
  rmSync(largest('p'));
  writeFileSync(join(other, 'file'), randomBytes(3_000));
  const source = { clusterId: 'c1', namespace: 'shop', pvcUid: 'p2' };

  const { verdict } = await run({ kind: 'snapshot', source }, { operationId: runOf('b') }, { at: other });

  expect(verdict.accepted).toBe(true);
});

it('a part of the index that is lost comes back from the packs', async () => {
  const ids = [firstId];
  rmSync(largest('x'));

  const [first, looked] = [await upload('b', { known: { sealed: ids.map(keepTokenOf) } }), await maintain(ids)];

  expect(first.verdict).toMatchObject({ accepted: true, facts: { missing: ids.map(keepTokenOf) } });
  expect(looked).toMatchObject({ damaged: [], checked: 'full' });
  await expectRestored(ids[0] ?? '');
});

it('a flipped bit in a file is found by the maintenance, which is rid of its mark once the pack is back', async () => {
  const damaged = firstId;
  const pack = largest('p');
  const kept = readFileSync(pack);
  flip(pack);

  const first = await maintain([damaged]);
  const repairedAt = systemClock.now().toISOString();
  const doubted = first.damaged ?? [];
  const second = await maintain([damaged], { doubted });
  const next = await backUp('b', { known: { repairedAt } });

  expect(first).toMatchObject({ damaged: [keepTokenOf(damaged)], repaired: true });
  expect(second).toMatchObject({ damaged: [keepTokenOf(damaged)] });
  await expectRestored(next);
  writeFileSync(pack, kept);
  expect(await maintain([damaged, next], { doubted })).toMatchObject({ damaged: [] });
  await expectRestored(damaged);
});

it('in a repository too large to be read, a pack that was written again is read, and its flipped bit found', async () => {
  const damaged = firstId;
  const before = await read({});
  flip(largest('p'));
  const tomorrow = new Date(systemClock.now().getTime() + 86_400_000);
  utimesSync(largest('p'), tomorrow, tomorrow);

  const unread = await read({ since: new Date(tomorrow.getTime() + 60_000).toISOString() });
  const found = await read({});

  expect([before, unread, found].map((one) => one.damaged)).toEqual([[], [], [keepTokenOf(damaged)]]);

  async function read(look: LookAtSealed): Promise<MaintenanceResult> {
    const action: MoverAction = { kind: 'maintain', full: true, look: { sealed: [keepTokenOf(damaged)], ...look } };
    const { verdict, log } = await run(action, { role: 'repository' }, { environment: { SF_CACHE_MIB: '1' } });
    if (!verdict.accepted || !verdict.maintenance) throw new Error(log);
    return verdict.maintenance;
  }
});

it('a repository that was put back to an older state is noticed by the next upload, and by the maintenance', async () => {
  const older = firstId;
  cpSync(at(), `${at()}-older`, { recursive: true });
  writeFileSync(join(data, 'newer'), 'x');
  const newer = await backUp('b');
  rmSync(at(), { recursive: true });
  renameSync(`${at()}-older`, at());

  const next = await upload('c', { known: { sealed: [keepTokenOf(newer)] } });

  expect(next.verdict).toMatchObject({ accepted: true, facts: { missing: [keepTokenOf(newer)] } });
  expect(await maintain([older, newer], {}, false)).toMatchObject({ damaged: [keepTokenOf(newer)] });
});

it('a repository that is another one is not written to', async () => {
  const repositoryId = (await run({ kind: 'create-repository' }, { role: 'repository' })).verdict;
  if (!repositoryId.accepted || !repositoryId.facts?.repositoryId) throw new Error('it does not say which it is');
  const repository = { clusterId: 'c1', namespace: 'shop', repositoryId: repositoryId.facts.repositoryId };
  rmSync(at(), { recursive: true });
  await run({ kind: 'create-repository' }, { role: 'repository' });
  const before = readdirSync(at());
  const source = { clusterId: 'c1', namespace: 'shop', pvcUid: 'p1' };

  const tries = [
    await run({ kind: 'snapshot', source }, { repository }),
    await run({ kind: 'maintain', full: true }, { repository }),
    await run({ kind: 'repair-repository' }, { repository }),
  ];

  const refused = { accepted: false, failure: { code: 'repository.mismatch' } };
  expect(tries.map(({ verdict }) => verdict)).toMatchObject([refused, refused, refused]);
  expect(readdirSync(at())).toEqual(before);
});

it('a repository that was put back is taken by a maintenance that is told of no other, and says which it is', async () => {
  const made = (await maintainAs()).facts?.repositoryId;
  const before = firstId;
  renameSync(at(), `${at()}-away`);
  await run({ kind: 'create-repository' }, { role: 'repository' });
  const between = await backUp('b');
  const other = (await maintainAs()).facts?.repositoryId;
  renameSync(at(), `${at()}-new`);
  renameSync(`${at()}-away`, at());

  const { facts, maintenance } = await maintainAs([before, between]);

  expect(other).not.toBe(made);
  expect(facts).toEqual({ repositoryId: made });
  expect(maintenance).toMatchObject({ checked: 'full', damaged: [keepTokenOf(between)] });
  await expectRestored(before);
});

async function maintainAs(sealed: readonly string[] = []) {
  const look = { sealed: sealed.map(keepTokenOf) };
  const { verdict, log } = await run({ kind: 'maintain', full: true, look }, { role: 'repository' });
  if (!verdict.accepted) throw new Error(log);
  return verdict;
}

it('two repositories that were swapped are both refused', async () => {
  await run({ kind: 'create-repository' }, { role: 'repository', repository: { clusterId: 'c1', namespace: 'other' } });
  renameSync(at(), `${at()}-away`);
  renameSync(at('other'), at());
  renameSync(`${at()}-away`, at('other'));

  const { verdict } = await upload('a');

  expect(verdict).toMatchObject({ accepted: false, failure: { code: 'repository.mismatch' } });
});

it.each([
  ['garbage', 'garbage'],
  ['nothing', ''],
])(
  'a kopia.repository that holds %s is no reason to make another one: no run opens it, and it stays as it is',
  async (_, text) => {
    const id = firstId;
    const format = join(at(), 'kopia.repository');
    const body = readFileSync(format);
    writeFileSync(format, text);

    const runs = [
      await run({ kind: 'create-repository' }, { role: 'repository' }),
      await run({ kind: 'repair-repository' }, { role: 'repository' }),
      await run({ kind: 'maintain', full: true }, { role: 'repository' }),
      await upload('b'),
    ];
    const left = readFileSync(format, 'utf8');
    writeFileSync(format, body);

    for (const { verdict } of runs) {
      expect(verdict).toMatchObject({ accepted: false, failure: { code: 'repository.unreadable' } });
    }
    expect(left).toBe(text);
    await expectRestored(id);
  },
);

it('packs without kopia.repository: no run opens it, and none is made over them', async () => {
  const id = firstId;
  const format = join(at(), 'kopia.repository');
  const body = readFileSync(format);
  rmSync(format);

  const runs = [
    await run({ kind: 'create-repository' }, { role: 'repository' }),
    await run({ kind: 'maintain', full: true }, { role: 'repository' }),
    await upload('b'),
  ];
  const isThere = blobs('kopia.repository').length > 0;
  writeFileSync(format, body);

  for (const { verdict } of runs) {
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'repository.not_found' } });
  }
  expect(isThere).toBe(false);
  await expectRestored(id);
});
