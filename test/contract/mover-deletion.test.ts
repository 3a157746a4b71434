import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Location } from '../../functions/services/location/location.ts';
import type { MoverAction, MoverTask } from '../../functions/services/mover/mover.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { moverLocation } from '../support/mover-location.ts';
import { ensureMoverTools } from '../support/mover-tools.ts';
import { plainKopia } from '../support/plain-kopia.ts';
import { type MoverRun, runMover, startMover } from '../support/run-mover.ts';
import { startSlowS3 } from '../support/slow-s3.ts';
import { until } from '../support/until.ts';

const OWN = 'bk-aaaaaaaaaaaaaaaaaaaaaaaaaa';
const OTHER = 'bk-bbbbbbbbbbbbbbbbbbbbbbbbbb';

/** A machine that does something else too needs patience. */
vi.setConfig({ testTimeout: 240_000 });
const PATIENCE_SECONDS = 120;

let tools: { kopia: string; versitygw: string };
let folder: string;
let server: S3Server;

beforeAll(async () => {
  tools = await ensureMoverTools();
  folder = mkdtempSync(join(tmpdir(), 'sf-deletions-'));
  server = await startS3({ binary: tools.versitygw, folder, buckets: ['backups'] });
}, 1_200_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function locationAt(endpoint: string): Location {
  return moverLocation(server, { endpoint });
}

function task(action: MoverAction, changes: Partial<MoverTask> = {}): MoverTask {
  const limits = { activeDeadlineSeconds: 600, startTimeoutSeconds: 600 };
  return {
    operationId: OWN,
    id: 'abcdefghijklm',
    attempt: 1,
    role: 'mover',
    action,
    location: locationAt(server.url),
    repository: { clusterId: 'c1', namespace: 'shop' },
    settings: { image: 'kopia', memoryMiB: 1024, cpu: '500m', ...limits },
    ...changes,
  };
}

const source = { clusterId: 'c1', namespace: 'shop', pvcUid: 'pvc-1' };

async function backUp(operationId: string, data: string): Promise<void> {
  const { verdict } = await runMover(task({ kind: 'snapshot', source }, { operationId }), { kopia: tools.kopia, data });
  expect(verdict.accepted).toBe(true);
}

/** As deleted at a time when the run had `ended`. */
async function remove(run: string, ended?: string, changes: Partial<MoverTask> = {}): Promise<MoverRun> {
  const action: MoverAction = { kind: 'delete-snapshots', run, ...(ended ? { ended } : {}) };
  return await runMover(task(action, { operationId: 'dl-aaaaaaaaaaaaaaaaaaaaaaaaaa', ...changes }), {
    kopia: tools.kopia,
  });
}

/** The run of each snapshot that kopia has; of those that are incomplete, to which kopia gives no tag, that they are. */
async function runsThere(): Promise<string[]> {
  const place = { kopia: tools.kopia, folder, location: locationAt(server.url), namespace: 'shop' };
  const list = await plainKopia(place, 'snapshot', 'list', '--all', '--incomplete', '--json');
  type Listed = { tags?: Record<string, string>; incomplete?: string };
  return (JSON.parse(list) as Listed[])
    .map(({ tags, incomplete }) => String(incomplete ?? tags?.['tag:run']))
    .toSorted();
}

/** The run that each snapshot names, also each that is incomplete and has a name. */
async function tagsThere(): Promise<(string | undefined)[]> {
  const place = { kopia: tools.kopia, folder, location: locationAt(server.url), namespace: 'shop' };
  const list = await plainKopia(place, 'snapshot', 'list', '--all', '--incomplete', '--json');
  return (JSON.parse(list) as { tags?: Record<string, string> }[]).map(({ tags }) => tags?.['tag:run']);
}

const isPack = (path: string) => /\/p[0-9a-f]{32}-/.test(path);

function writeFiles(data: string, count: number, bytes: number): void {
  mkdirSync(data);
  for (let n = 0; n < count; n += 1) writeFileSync(join(data, `file-${n}`), randomBytes(bytes));
}

/** Uploads until a checkpoint is in the repository, and is killed there: nothing that it writes afterwards arrives. */
async function killedAfterCheckpoint(data: string): Promise<void> {
  const slow = await startSlowS3(server.url);
  slow.delayPuts(1_000);
  const begun = startMover(task({ kind: 'snapshot', source }, { location: locationAt(slow.url) }), {
    kopia: tools.kopia,
    data,
    environment: { SF_CHECKPOINT: '1s' },
  });
  // Only what is flushed has an index, and before its end kopia flushes at checkpoints only.
  const isFlushed = () => slow.puts.some((path) => path.split('/').at(-1)?.startsWith('x'));
  await until('an index', PATIENCE_SECONDS, isFlushed, 10);
  slow.delayPuts(new Promise(() => undefined));
  await until('a checkpoint', PATIENCE_SECONDS, async () => (await runsThere()).includes('checkpoint'), 500);
  process.kill(-(begun.process.pid ?? 0), 'SIGKILL');
  await begun.end;
  await slow.stop();
}

it('takes all snapshots of a run, its checkpoints too, and no other’s; twice is once', async () => {
  const [small, large] = [join(folder, 'small'), join(folder, 'large')];
  writeFiles(small, 3, 1_000);
  writeFiles(large, 8, 20_000_000);
  await runMover(task({ kind: 'create-repository' }, { role: 'repository' }), { kopia: tools.kopia });
  await backUp(OTHER, small);
  await backUp(OWN, small);
  const before = new Date().toISOString();
  await killedAfterCheckpoint(large);
  const after = new Date().toISOString();

  const ofAnother = await remove(OTHER.replaceAll('b', 'c'), before);
  const all = await runsThere();
  const first = await remove(OWN, after);
  const left = await runsThere();
  const second = await remove(OWN, after);

  expect(ofAnother).toMatchObject({ verdict: { accepted: true }, report: { deleted: 0 } });
  expect(new Set(all)).toEqual(new Set([OTHER, OWN, 'checkpoint']));
  expect(first).toMatchObject({ verdict: { accepted: true }, report: { action: 'delete-snapshots' } });
  expect(left).toEqual([OTHER]);
  expect(second).toMatchObject({ verdict: { accepted: true }, report: { deleted: 0 } });
});

it('takes what an upload that was told to end has saved, incomplete, with the tag of its run', async () => {
  const [told, data] = [OWN.replaceAll('a', 'd'), join(folder, 'told')];
  writeFiles(data, 400, 60_000);
  const slow = await startSlowS3(server.url);
  slow.delayPuts(500);
  const asked = task({ kind: 'snapshot', source }, { operationId: told, location: locationAt(slow.url) });
  const begun = startMover(asked, { kopia: tools.kopia, data });
  await until('an upload', PATIENCE_SECONDS, () => slow.puts.some(isPack), 20);
  process.kill(begun.process.pid ?? 0, 'SIGTERM');
  await begun.end;
  await slow.stop();
  const before = await tagsThere();

  await remove(told, '2020-01-01T00:00:00Z');

  expect(before).toContain(told);
  expect(await tagsThere()).not.toContain(told);
});

it('has nothing to do where the repository itself is gone', async () => {
  const gone = await remove(OWN, undefined, { repository: { clusterId: 'c1', namespace: 'nobody' } });

  expect(gone).toMatchObject({ verdict: { accepted: true }, report: { deleted: 0 } });
});
