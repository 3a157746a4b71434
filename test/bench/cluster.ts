import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answered } from '../../client/client.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../../functions/domain/operation/phase.ts';
import { type Cluster, cluster } from '../cluster/harness/cluster.ts';
import { kube } from '../cluster/harness/control.ts';
import { derive } from '../cluster/harness/settings.ts';
import { run } from '../cluster/harness/shell.ts';
import { CLUSTER, LOCATION, type Product, startProduct } from '../cluster/product/product.ts';
import { createVolumes, deleteNamespace, volumeFolder } from '../cluster/product/workload.ts';
import { until } from '../support/until.ts';
import { openBareKopia } from './bare-kopia.ts';
import { writeBenchTree } from './bench-tree.ts';
import type { Figure } from './table.ts';

/** The product's default limit of movers on a cluster. */
const MOVERS_AT_ONCE = 5;
const LONGEST_SECONDS = 3_600;
/** The record has the times; the tables are in this process, and to look often would slow what is measured. */
const LOOK_MS = 1_000;
/** A second location, where nothing is yet. */
const ELSEWHERE = 'elsewhere';

interface Target {
  factor: number;
  seconds: number;
}
/** DESIGN's targets: what bare kopia takes, times `factor`, and so many seconds more. */
const TARGETS: Record<'one' | 'several', Record<'first' | 'second' | 'restore', Target>> = {
  one: {
    first: { factor: 1.1, seconds: 8 },
    second: { factor: 1, seconds: 8 },
    restore: { factor: 1.1, seconds: 10 },
  },
  several: {
    first: { factor: 1.1, seconds: 8 },
    second: { factor: 1, seconds: 8 },
    restore: { factor: 1, seconds: 0 },
  },
};

/**
 * Whole backup, second run and restore of one volume and of several on the real cluster, each beside bare kopia over the
 * same data to the same S3 server, both from a disk that nobody has read before.
 * @throws Error that says how to start the cluster
 */
export async function measureCluster(volumes: number, megabytes: number): Promise<Figure[]> {
  const running = cluster();
  const product = await startProduct(running, { isMeasured: true });
  try {
    const figures: Figure[] = [];
    for (const count of new Set([1, volumes])) {
      figures.push(...(await measureCount(running, product, count, megabytes)));
    }
    return figures;
  } finally {
    await product.stop();
    await rm(inBucket(running, product.prefix), { recursive: true, force: true });
  }
}

/**
 * First and second backup of many small volumes, which share movers, beside one Job for each volume and bare kopia.
 * @throws Error that says how to start the cluster
 */
export async function measureSmall(volumes: number, megabytes: number): Promise<Figure[]> {
  const running = cluster();
  const product = await startProduct(running, { isMeasured: true });
  const namespace = `bench-small-${randomBytes(3).toString('hex')}`;
  const root = mkdtempSync(path.join(tmpdir(), 'snapferry-bench-'));
  try {
    const claims = Array.from({ length: volumes }, (_, n) => `data-${n}`);
    await createVolumes(running, [namespace], claims);
    const folders = await Promise.all(claims.map(async (claim) => await volumeFolder(running, namespace, claim)));
    for (const folder of folders) writeBenchTree(folder, megabytes);
    await run('sync', '-f', derive(running.settings).pool);
    const bare = await openBareKopia(running, root, `${namespace}/`, MOVERS_AT_ONCE);
    const bareSeconds = [await bare.snapshot(folders), await bare.snapshot(folders)];
    const shared = await backUpTwice(running, product, namespace, LOCATION);
    await product.addLocationAt(ELSEWHERE, running.s3.endpoint);
    const params = { path: { name: CLUSTER }, header: { 'If-Match': '*' } };
    await answered(product.api.PUT('/v1/clusters/{name}', { params, body: { settings: { volumesPerMover: 1 } } }));
    const alone = await backUpTwice(running, product, namespace, ELSEWHERE);
    return ['backup', 'second run, nothing changed'].map((what, at) => ({
      what: `${volumes} × ${megabytes} MB: ${what}`,
      measured: `${shared[at]?.toFixed(1)} s`,
      beside: `one Job for each volume: ${alone[at]?.toFixed(1)} s; bare kopia: ${bareSeconds[at]?.toFixed(1)} s`,
    }));
  } finally {
    await deleteNamespace(running, namespace);
    await product.stop();
    for (const folder of [namespace, product.prefix]) {
      await rm(inBucket(running, folder), { recursive: true, force: true });
    }
    rmSync(root, { recursive: true, force: true });
  }
}

/** Seconds of each. */
async function backUpTwice(running: Cluster, product: Product, namespace: string, location: string) {
  const done: Operation[] = [];
  try {
    for (let n = 0; n < 2; n += 1) {
      done.push(await ended(product, await product.startBackup(namespace, { locations: [location] })));
    }
    return done.map(({ createdAt, finishedAt }) => secondsOf(createdAt, finishedAt));
  } finally {
    for (const { operationId } of done) await dropLocalCopies(running, product, operationId);
  }
}

async function measureCount(running: Cluster, product: Product, count: number, megabytes: number): Promise<Figure[]> {
  const namespace = `bench-${count}-${randomBytes(3).toString('hex')}`;
  const copy = `${namespace}-copy`;
  const root = mkdtempSync(path.join(tmpdir(), 'snapferry-bench-'));
  const restored = path.join(derive(running.settings).pool, namespace);
  const targets = TARGETS[count === 1 ? 'one' : 'several'];
  const backups: Operation[] = [];
  try {
    const claims = Array.from({ length: count }, (_, n) => `data-${n}`);
    await createVolumes(running, [namespace], claims);
    const folders = await Promise.all(claims.map(async (claim) => await volumeFolder(running, namespace, claim)));
    const { files } = folders.map((folder) => writeBenchTree(folder, megabytes)).at(-1) ?? { files: 0 };
    await run('sync', '-f', derive(running.settings).pool);
    const bare = await openBareKopia(running, root, `${namespace}/`, MOVERS_AT_ONCE);

    const backUp = async () => {
      forgetPages();
      const done = await ended(product, await product.startBackup(namespace));
      backups.push(done);
      return done;
    };
    const timed = async (work: () => Promise<number>) => {
      forgetPages();
      return await work();
    };
    const firstBare = await timed(() => bare.snapshot(folders));
    const first = await backUp();
    const secondBare = await timed(() => bare.snapshot(folders));
    const second = await backUp();
    const restoreBare = await timed(() => bare.restore(folders, restored));
    forgetPages();
    const id = await product.startRestore(second.operationId, { [namespace]: copy });
    const restore = await ended(product, id);

    const of = `${count} × ${megabytes} MB, ${files} files`;
    return [
      figure(`${of}: backup`, first, firstBare, targets.first),
      await split(product, first),
      figure(`${of}: second run, nothing changed`, second, secondBare, targets.second),
      await split(product, second),
      figure(`${of}: restore`, restore, restoreBare, targets.restore),
      await split(product, restore),
    ];
  } finally {
    for (const { operationId } of backups) await dropLocalCopies(running, product, operationId);
    await deleteNamespace(running, namespace, copy);
    await rm(restored, { recursive: true, force: true });
    await rm(inBucket(running, namespace), { recursive: true, force: true });
    rmSync(root, { recursive: true, force: true });
  }
}

/**
 * Nobody has read a snapshot before, but what was just written is in memory: so that both read from the disk, the
 * system forgets the pages of files, and their inodes, before each run.
 */
function forgetPages(): void {
  writeFileSync('/proc/sys/vm/drop_caches', '3');
}

function figure(what: string, operation: Operation, bare: number, { factor, seconds }: Target): Figure {
  const target = bare * factor + seconds;
  return {
    what,
    measured: `${secondsOf(operation.createdAt, operation.finishedAt).toFixed(1)} s`,
    beside: `≤ ${target.toFixed(1)} s: bare kopia's ${bare.toFixed(1)} s × ${factor} + ${seconds} s`,
  };
}

/** Where the time went: before the first mover, while movers ran, and after the last one. */
async function split({ ledger }: Product, { operationId, createdAt, finishedAt }: Operation): Promise<Figure> {
  const timings = (await ledger.readVolumes(operationId)).map((volume) => volume.timings);
  const launched = timings.map(({ launchedAt }) => launchedAt ?? '').toSorted()[0];
  const moved = timings
    .map(({ movedAt }) => movedAt ?? '')
    .toSorted()
    .at(-1);
  const parts = [secondsOf(createdAt, launched), secondsOf(launched, moved), secondsOf(moved, finishedAt)];
  return {
    what: '  of it before, with and after movers',
    measured: parts.map((part) => part.toFixed(1)).join(' + '),
    beside: '',
  };
}

function secondsOf(from: string | undefined, to: string | undefined): number {
  return (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000;
}

async function ended({ ledger }: Product, id: string): Promise<Operation> {
  const operation = await until(
    `${id} to end`,
    LONGEST_SECONDS,
    async () => {
      const now = await ledger.readOperation(id);
      return now && TERMINAL_PHASES.has(now.phase) && now;
    },
    LOOK_MS,
  );
  if (operation.phase === 'Succeeded') return operation;
  throw new Error(`${id} is ${operation.phase}: ${operation.error?.message}`);
}

/** Backups keep theirs, and nothing removes a backup yet: the content's policy first, then the snapshot. */
async function dropLocalCopies(running: Cluster, { ledger }: Product, operationId: string): Promise<void> {
  for (const { localCopy } of await ledger.readVolumes(operationId)) {
    if (!localCopy || localCopy.releasedAt) continue;
    const { content, namespace, volumeSnapshot } = localCopy;
    const patch = JSON.stringify({ spec: { deletionPolicy: 'Delete' } });
    await kube(running, ['patch', 'volumesnapshotcontent', content, '--type=merge', '--patch', patch]);
    await kube(running, ['delete', 'volumesnapshot', volumeSnapshot, '--namespace', namespace]);
  }
}

function inBucket({ settings, s3 }: Cluster, folder: string): string {
  return path.join(settings.root, 's3', s3.bucket, folder);
}
