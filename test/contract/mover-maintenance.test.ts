import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { keepTokenOf, keepTokenOfRun, type MaintenanceResult } from '../../functions/domain/location/maintenance.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import type { Location } from '../../functions/services/location/location.ts';
import type { MoverAction, MoverTask } from '../../functions/services/mover/mover.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { readTree } from '../support/hard-tree.ts';
import { moverLocation } from '../support/mover-location.ts';
import { ensureMoverTools } from '../support/mover-tools.ts';
import { plainKopia } from '../support/plain-kopia.ts';
import { type MoverRun, runMover, startMover } from '../support/run-mover.ts';
import { startSlowS3 } from '../support/slow-s3.ts';
import { until } from '../support/until.ts';

/** A machine that does something else too needs patience. */
vi.setConfig({ testTimeout: 240_000 });

const MAINTENANCE = 'mt-aaaaaaaaaaaaaaaaaaaaaaaaaa';
const runOf = (letter: string) => `bk-${letter.repeat(26)}`;
/** All that was made so far began before. */
const TOMORROW = new Date(systemClock.now().getTime() + 86_400_000).toISOString();
/** More than one pack, so that what was deleted frees whole ones. */
const FILE_BYTES = 25_000_000;

let tools: { kopia: string; versitygw: string };
let folder: string;
let server: S3Server;
let location: Location;
let data: string;
let tests = 0;

beforeAll(async () => {
  tools = await ensureMoverTools();
  folder = mkdtempSync(join(tmpdir(), 'sf-maintenance-'));
  server = await startS3({ binary: tools.versitygw, folder, buckets: ['backups'] });
}, 1_200_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  tests += 1;
  location = moverLocation(server, { prefix: `own/${tests}` });
  data = mkdtempSync(join(folder, 'data-'));
  await run({ kind: 'create-repository' }, { role: 'repository' });
});

async function run(
  action: MoverAction,
  changes: Partial<MoverTask> = {},
  environment: Record<string, string> = {},
  at = data,
): Promise<MoverRun> {
  const task: MoverTask = {
    operationId: MAINTENANCE,
    id: 'abcdefghijklm',
    attempt: 1,
    role: 'mover',
    action,
    location,
    repository: { clusterId: 'c1', namespace: 'shop' },
    settings: { image: 'kopia', memoryMiB: 1024, cpu: '1', activeDeadlineSeconds: 600, startTimeoutSeconds: 600 },
    ...changes,
  };
  return await runMover(task, { kopia: tools.kopia, data: at, environment });
}

/** New data each time. @returns the snapshot's id */
async function backUp(letter: string, bytes = 1_000): Promise<string> {
  writeFileSync(join(data, 'file'), randomBytes(bytes));
  const source = { clusterId: 'c1', namespace: 'shop', pvcUid: 'p1' };
  const { verdict, log } = await run({ kind: 'snapshot', source }, { operationId: runOf(letter) });
  if (!verdict.accepted || !verdict.result) throw new Error(log);
  return verdict.result.kopiaId;
}

async function maintain(action: Partial<MoverAction>, safety = 'full'): Promise<MaintenanceResult> {
  const whole = { kind: 'maintain', full: true, ...action } as MoverAction;
  const { verdict, log } = await run(whole, { role: 'repository' }, { SF_SAFETY: safety });
  if (!verdict.accepted || !verdict.maintenance) throw new Error(log);
  return verdict.maintenance;
}

async function idsThere(...flags: string[]): Promise<string[]> {
  const place = { kopia: tools.kopia, folder: join(folder, `look-${tests}`), location, namespace: 'shop' };
  const list = JSON.parse(await plainKopia(place, 'snapshot', 'list', '--all', '--json', ...flags)) as { id: string }[];
  return list.map(({ id }) => id);
}

it('removes what nothing keeps, frees its space, and the rest comes back as it was', async () => {
  const gone = [await backUp('a', FILE_BYTES), await backUp('b', FILE_BYTES)];
  const kept = await backUp('c', FILE_BYTES);
  const before = readTree(data);
  const target = mkdtempSync(join(folder, 'target-'));

  const result = await maintain({ prune: { before: TOMORROW, keep: [keepTokenOf(kept)] } }, 'none');

  expect(result).toMatchObject({ snapshots: 1, removedSnapshots: 2 });
  expect(result.bytesBefore).toBeGreaterThan(3 * FILE_BYTES);
  expect(result.bytesAfter).toBeLessThan(2 * FILE_BYTES);
  expect(await idsThere()).toEqual([kept]);
  expect(gone).not.toContain(kept);
  const restored = await run({ kind: 'restore', kopiaId: kept, files: 1 }, {}, {}, target);
  expect(restored.verdict.accepted).toBe(true);
  expect(readTree(target)).toEqual(before);
});

it('keeps what is of a kept run, what is young, and all of it when it is told nothing', async () => {
  const ids = [await backUp('a'), await backUp('b')];

  const quick = await maintain({ full: false });
  const young = await maintain({ prune: { before: '2026-01-01T00:00:00.000Z', keep: [] } });
  const keep = [keepTokenOfRun(runOf('a')), keepTokenOfRun(runOf('b'))];
  const runs = await maintain({ prune: { before: TOMORROW, keep } });

  expect([quick, young, runs].map(({ removedSnapshots }) => removedSnapshots)).toEqual([0, 0, 0]);
  expect(await idsThere()).toEqual(ids);
});

it('removes what an upload has left that was killed, once it is old: kopia gives checkpoints no tag', async () => {
  const slow = await startSlowS3(server.url);
  slow.delayPuts(300);
  const there = location;
  location = moverLocation(server, { prefix: `own/${tests}`, endpoint: slow.url });
  for (let n = 0; n < 200; n += 1) writeFileSync(join(data, `file-${n}`), randomBytes(120_000));
  const source = { clusterId: 'c1', namespace: 'shop', pvcUid: 'p1' };
  const settings = { image: 'kopia', memoryMiB: 1024, cpu: '1', activeDeadlineSeconds: 600, startTimeoutSeconds: 600 };
  const repository = { clusterId: 'c1', namespace: 'shop' };
  const action: MoverAction = { kind: 'snapshot', source };
  const begun = startMover(
    { operationId: runOf('a'), id: 'abcdefghijklm', attempt: 1, role: 'mover', action, location, repository, settings },
    { kopia: tools.kopia, data, environment: { SF_CHECKPOINT: '1s' } },
  );
  location = there;
  const incomplete = async () => (await idsThere('--incomplete')).length > 0;
  await until('a checkpoint', 120, incomplete, 100);
  process.kill(-(begun.process.pid ?? 0), 'SIGKILL');
  await begun.end;
  await slow.stop();

  const young = await maintain({ prune: { before: '2026-01-01T00:00:00.000Z', keep: [] } });
  const old = await maintain({ prune: { before: TOMORROW, keep: [] } });

  expect(young.removedSnapshots).toBe(0);
  expect(old.removedSnapshots).toBeGreaterThan(0);
  expect(await idsThere('--incomplete')).toEqual([]);
});

it('becomes the owner, whoever was, and leaves what a person has saved', async () => {
  const place = { kopia: tools.kopia, folder: join(folder, `look-${tests}`), location, namespace: 'shop' };
  await backUp('a');
  await plainKopia(place, 'maintenance', 'set', '--owner=somebody@else');
  await plainKopia(place, 'snapshot', 'create', data, '--tags=run:by-hand');

  const result = await maintain({ prune: { before: TOMORROW, keep: [] } });

  expect(result).toMatchObject({ removedSnapshots: 1, snapshots: 0 });
  expect(await idsThere()).toHaveLength(1);
  const info = await plainKopia(place, 'maintenance', 'info', '--json');
  expect(JSON.parse(info)).toMatchObject({ owner: 'snapferry@c1' });
});

it('says that there is no repository', async () => {
  const { verdict } = await run({ kind: 'maintain', full: true }, { repository: { clusterId: 'c1', namespace: 'no' } });

  expect(verdict).toMatchObject({ accepted: false, failure: { code: 'repository.not_found' } });
});
