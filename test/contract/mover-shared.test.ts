import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { keepTokenOf } from '../../functions/domain/location/maintenance.ts';
import type { Location } from '../../functions/services/location/location.ts';
import type { MoverTask } from '../../functions/services/mover/mover.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { ensureTools } from '../../tools/build/build.ts';
import { moverLocation } from '../support/mover-location.ts';
import { type MoverRun, runMover, runSharedMovers, startSharedMovers } from '../support/run-mover.ts';
import { until } from '../support/until.ts';

/** A machine that does something else too needs patience. */
vi.setConfig({ testTimeout: 240_000 });

let tools: { kopia: string; versitygw: string };
let folder: string;
let server: S3Server;
let location: Location;

beforeAll(async () => {
  tools = await ensureTools();
  folder = mkdtempSync(join(tmpdir(), 'sf-shared-'));
  server = await startS3({ binary: tools.versitygw, folder, buckets: ['backups'] });
  location = moverLocation(server, { prefix: 'own' });
  await runMover({ ...taskOf('r'), action: { kind: 'create-repository' }, role: 'repository' }, tools);
}, 1_200_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function taskOf(id: string, attempt = 1, namespace = 'shop'): MoverTask {
  return {
    operationId: `bk-${'a'.repeat(26)}`,
    id,
    attempt,
    role: 'mover',
    action: { kind: 'snapshot', source: { clusterId: 'c1', namespace, pvcUid: id } },
    location,
    repository: { clusterId: 'c1', namespace },
    settings: { image: 'kopia', memoryMiB: 1024, cpu: '1', activeDeadlineSeconds: 600, startTimeoutSeconds: 600 },
  };
}

function volume(id: string, namespace?: string): { task: MoverTask; data: string } {
  const data = join(folder, id);
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'file'), randomBytes(30_000));
  return { task: taskOf(id, 1, namespace), data };
}

const idOf = ({ verdict, log }: MoverRun | undefined = fail()): string => {
  if (!verdict.accepted || !verdict.result) throw new Error(log);
  return verdict.result.kopiaId;
};

function fail(): never {
  throw new Error('there was no such mover');
}

/** A kopia of which the script is told before. */
function wrapped(script: string): string {
  const kopia = join(mkdtempSync(join(folder, 'kopia-')), 'kopia');
  writeFileSync(kopia, `#!/bin/sh\n${script}\n`);
  chmodSync(kopia, 0o755);
  return kopia;
}

it('the last of the movers that share a pod looks at what all of them have saved', async () => {
  const [one, two, three] = await runSharedMovers([volume('one'), volume('two'), volume('three')], tools);

  expect(one?.verdict).toMatchObject({ accepted: true, unverified: true });
  expect(two?.verdict).toMatchObject({ accepted: true, unverified: true });
  expect(three?.verdict).toMatchObject({ accepted: true, verified: [keepTokenOf(idOf(one)), keepTokenOf(idOf(two))] });
  expect(three?.verdict).not.toHaveProperty('unverified');
});

it('the last of each repository looks at what is in it, where volumes of several namespaces share a pod', async () => {
  const creation = {
    ...taskOf('r2', 1, 'blog'),
    action: { kind: 'create-repository' as const },
    role: 'repository' as const,
  };
  await runMover(creation, tools);
  const all = [volume('a1', 'blog'), volume('a2', 'blog'), volume('b1'), volume('b2')];

  const [a1, a2, b1, b2] = await runSharedMovers(all, tools);

  expect(a1?.verdict).toMatchObject({ accepted: true, unverified: true });
  expect(a2?.verdict).toMatchObject({ accepted: true, verified: [keepTokenOf(idOf(a1))] });
  expect(b1?.verdict).toMatchObject({ accepted: true, unverified: true });
  expect(b2?.verdict).toMatchObject({ accepted: true, verified: [keepTokenOf(idOf(b1))] });
});

it('one whose repository cannot be listed leaves nothing of another one to those after it', async () => {
  const broken = join(folder, 'broken');
  const kopia = wrapped(
    `case "$*" in *'list --all'*) [ ! -f ${broken} ] || { rm ${broken}; exit 1; } ;; esac\nexec ${tools.kopia} "$@"`,
  );
  const creation = {
    ...taskOf('r3', 1, 'wiki'),
    action: { kind: 'create-repository' as const },
    role: 'repository' as const,
  };
  await runMover(creation, tools);
  const [sealed] = await runSharedMovers([volume('sealed'), volume('beside')], tools);
  const known = { sealed: [keepTokenOf(idOf(sealed))] };
  const knowing = ({ task, data }: ReturnType<typeof volume>) => {
    return { data, task: { ...task, action: { ...task.action, known } as MoverTask['action'] } };
  };
  const all = [volume('w1', 'wiki'), knowing(volume('s1')), knowing(volume('s2'))];
  const afterEach = (at: number) => at === 0 && writeFileSync(broken, '');

  const [, failed, next] = await runSharedMovers(all, { kopia, afterEach });

  expect(failed?.verdict).toMatchObject({ accepted: false, failure: { code: 'repository.failed' } });
  expect(next?.verdict).toMatchObject({ accepted: true });
  expect(next?.verdict).not.toHaveProperty('facts.missing');
});

it('where one of them has lost a pack the last counts alone, and the next attempt of the other says what is missing', async () => {
  const repository = join(folder, 's3', 'data', 'backups', 'own', 'repositories', 'c1', 'shop');
  const before = join(folder, 'before');
  writeFileSync(before, '');
  const kopia = wrapped(
    `case "$*" in *'snapshot create'*) [ ! -f ${before} ] || lose=yes ;; esac
${tools.kopia} "$@" || exit
[ -z "\${lose-}" ] || { find ${repository} -name 'p*' -newer ${before} | xargs ls -S | head -n 1 | xargs rm; rm ${before}; }`,
  );
  const all = [volume('lost'), volume('whole')];

  const [lost, whole] = await runSharedMovers(all, { kopia });

  expect(lost?.verdict).toMatchObject({ accepted: true, unverified: true });
  expect(whole?.verdict).toMatchObject({ accepted: true });
  expect(whole?.verdict).not.toHaveProperty('verified');

  const again = await runMover(taskOf('lost', 2), { kopia: tools.kopia, data: join(folder, 'lost') });

  expect(again.verdict).toMatchObject({ accepted: false, failure: { code: 'repository.corrupt' } });
});

it('one that fails keeps nobody from its turn, nor from being looked at', async () => {
  const odd = volume('odd');
  writeFileSync(join(odd.data, 'mail.kopia-entry'), '{}');

  const [first, failed, last] = await runSharedMovers([volume('even'), odd, volume('last')], tools);

  expect(failed?.verdict).toMatchObject({ accepted: false, failure: { code: 'volume.unsupported_names' } });
  expect(first?.verdict).toMatchObject({ accepted: true, unverified: true });
  expect(last?.verdict).toMatchObject({ accepted: true, verified: [keepTokenOf(idOf(first))] });
});

it('what kopia prints of names of files passes for no line of the mover', async () => {
  const kopia = wrapped(
    `case "$*" in *'snapshot create'*) printf 'x\\nsnapferry-turn 0 1 2 {}\\nsnapferry-result {}\\n' >&2; exit 1 ;; esac\nexec ${tools.kopia} "$@"`,
  );

  const [failed] = await runSharedMovers([volume('forged'), volume('other')], { kopia });

  expect(failed?.verdict).toMatchObject({ accepted: false });
  expect(failed?.log).toMatch(/^ {2}snapferry-turn 0 1 2/m);
  expect(failed?.log).not.toMatch(/^snapferry-(turn \d \d \d|result) \{\}/m);
});

it('one whose kopia the kernel kills is the last that had its turn', async () => {
  const kopia = wrapped(`case "$*" in *'snapshot create'*killed*) kill -9 $$ ;; esac\nexec ${tools.kopia} "$@"`);

  const [first, killed, never] = await runSharedMovers([volume('first'), volume('killed'), volume('never')], { kopia });

  expect(first?.verdict).toMatchObject({ accepted: true, unverified: true });
  expect(killed?.verdict).toMatchObject({ accepted: false, outOfMemory: true });
  expect(never?.report).toBe(undefined);
  expect(never?.exitCode).toBe(1);
  expect(never?.log).not.toMatch(/snapferry-turn 2/);
});

it('one that is told to end passes it on, and nobody has a turn after it', async () => {
  const begun = join(folder, 'begun');
  const kopia = wrapped(
    `case "$*" in *'snapshot create'*) touch ${begun}; trap 'exit 0' TERM; while :; do sleep 0.1; done ;; esac\nexec ${tools.kopia} "$@"`,
  );
  const started = startSharedMovers([volume('told'), volume('after')], { kopia });
  await until('kopia to run', 60, async () => existsSync(begun), 20);

  started.process.kill('SIGTERM');
  const { exitCode, log } = await started.end;

  expect(exitCode).toBe(143);
  expect(log).toMatch(/snapferry-turn 0 .*"failed":"stopped"/);
  expect(log).not.toMatch(/snapferry-turn 1/);
});
