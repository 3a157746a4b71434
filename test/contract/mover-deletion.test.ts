import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Location } from '../../functions/services/location/location.ts';
import type { MoverAction, MoverTask } from '../../functions/services/mover/mover.ts';
import { type S3Server, startS3 } from '../../infra/local/s3.ts';
import { ensureTools } from '../../infra/local/tools/build.ts';
import { moverLocation } from '../support/mover-location.ts';
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
  tools = await ensureTools();
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

async function remove(run: string, changes: Partial<MoverTask> = {}): Promise<MoverRun> {
  const asked = task({ kind: 'delete-snapshots', run }, { operationId: 'dl-aaaaaaaaaaaaaaaaaaaaaaaaaa', ...changes });
  return await runMover(asked, { kopia: tools.kopia });
}

/** The run of each snapshot that kopia has, also of those that are incomplete. */
async function runsThere(): Promise<string[]> {
  const place = { kopia: tools.kopia, folder, location: locationAt(server.url), namespace: 'shop' };
  const list = await plainKopia(place, 'snapshot', 'list', '--all', '--incomplete', '--json');
  return (JSON.parse(list) as { tags: Record<string, string> }[]).map(({ tags }) => String(tags['tag:run']));
}

const isPack = (path: string) => /\/p[0-9a-f]{32}-/.test(path);

function writeFiles(data: string, count: number, bytes: number): void {
  mkdirSync(data);
  for (let n = 0; n < count; n += 1)
    writeFileSync(join(data, `file-${n}`), crypto.getRandomValues(new Uint8Array(bytes)));
}

it('takes all snapshots of a run, the incomplete ones too, and no other’s; twice is once', async () => {
  const [small, large] = [join(folder, 'small'), join(folder, 'large')];
  writeFiles(small, 3, 1_000);
  writeFiles(large, 400, 60_000);
  await runMover(task({ kind: 'create-repository' }, { role: 'repository' }), { kopia: tools.kopia });
  await backUp(OTHER, small);
  await backUp(OWN, small);
  const slow = await startSlowS3(server.url);
  slow.delayPuts(500);
  const begun = startMover(task({ kind: 'snapshot', source }, { location: locationAt(slow.url) }), {
    kopia: tools.kopia,
    data: large,
  });
  await until('an upload', PATIENCE_SECONDS, () => Promise.resolve(slow.puts.some(isPack)), 20);
  // kopia then saves what it has, incomplete, with the tag of the run.
  process.kill(begun.process.pid ?? 0, 'SIGTERM');
  await begun.end;
  await slow.stop();
  const before = await runsThere();

  const first = await remove(OWN);
  const left = await runsThere();
  const second = await remove(OWN);

  expect(before.filter((run) => run === OWN)).toHaveLength(2);
  expect(first).toMatchObject({ verdict: { accepted: true }, report: { action: 'delete-snapshots' } });
  expect(left).toEqual([OTHER]);
  expect(second).toMatchObject({ verdict: { accepted: true }, report: { deleted: 0 } });
});

it('has nothing to do where the repository itself is gone', async () => {
  const gone = await remove(OWN, { repository: { clusterId: 'c1', namespace: 'nobody' } });

  expect(gone).toMatchObject({ verdict: { accepted: true }, report: { deleted: 0 } });
});
