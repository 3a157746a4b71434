import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { Volume } from '../../functions/domain/volume/volume.ts';
import { cluster } from './harness/cluster.ts';
import { kube } from './harness/control.ts';
import { storedSnapshots } from './harness/storage.ts';
import { restoredByHand } from './product/kopia.ts';
import { leftovers } from './product/leftovers.ts';
import { type Product, startProduct } from './product/product.ts';
import { describeTree, writeHardTree, writeTree } from './product/trees.ts';
import {
  createWorkload,
  deleteNamespace,
  hashOf,
  podsReady,
  printedHash,
  snapshotFolder,
  volumeFolder,
} from './product/workload.ts';

const running = cluster();
const namespace = `hard-${randomBytes(3).toString('hex')}`;
const [copy, local] = [`${namespace}-copy`, `${namespace}-local`];
let product: Product;
let first: Operation;
let second: Operation;

beforeAll(async () => {
  product = await startProduct(running);
  await createWorkload(running, namespace);
  writeTree(await volumeFolder(running, namespace, 'data-writer-0'));
  writeHardTree(await volumeFolder(running, namespace, 'quiet'));
  first = await product.backUp(namespace);
  second = await product.backUp(namespace);
});
afterAll(async () => {
  await product?.stop();
  await Promise.all([namespace, copy, local].map(async (one) => await deleteNamespace(running, one)));
});

async function volumeOf({ operationId }: Operation, claim: string): Promise<Volume> {
  const volume = (await product.ledger.readVolumes(operationId)).find(({ pvc }) => pvc === claim);
  if (!volume) throw new Error(`${operationId} has no volume ${claim}`);
  return volume;
}

/** What was cut, as the storage still has it. */
async function cutOf(backup: Operation, claim: string): Promise<string> {
  const { snapshot } = await volumeOf(backup, claim);
  return snapshotFolder(running, snapshot?.driver ?? '', snapshot?.handle ?? '');
}

async function snapshotsOf(source: string) {
  return (await storedSnapshots(running)).filter((one) => one.namespace === source);
}

describe('a hard tree: 20,000 small files, one of 300 MiB, and what is easily lost', () => {
  it('is backed up, and a second time without reading a file or uploading a hundredth of it', async () => {
    const [before, after] = [await volumeOf(first, 'quiet'), await volumeOf(second, 'quiet')];

    expect([first.phase, second.phase]).toEqual(['Succeeded', 'Succeeded']);
    expect(before.result?.uploadedBytes).toBeGreaterThan(300 * 1024 * 1024);
    expect(after.result?.hashedFiles).toBe(0);
    expect(after.result?.files).toBe(before.result?.files);
    expect(after.result?.uploadedBytes ?? Infinity).toBeLessThan((before.result?.uploadedBytes ?? 0) / 100);
  });

  it('is identical when the plain kopia CLI restores it', async () => {
    const { result } = await volumeOf(second, 'quiet');
    const cut = await describeTree(await cutOf(second, 'quiet'));
    if (!result) throw new Error('the volume has no result');

    await restoredByHand(running, product, second, namespace, result, async (folder) => {
      expect(await describeTree(folder)).toBe(cut);
    });
  });

  it('is identical in another namespace, whose pods come up', async () => {
    const restore = await product.restore(second.operationId, { [namespace]: copy });

    expect(restore).toMatchObject({ phase: 'Succeeded', residuals: [] });
    await podsReady(running, copy, 2);
    expect(await describeTree(await volumeFolder(running, copy, 'quiet'))).toBe(
      await describeTree(await cutOf(second, 'quiet')),
    );
    expect(await printedHash(running, copy, 'writer')).toBe(await hashOf(await cutOf(second, 'data-writer-0')));
    expect(await leftovers(running, product, restore, [copy])).toEqual([]);
  });
});

describe('a namespace that was deleted', () => {
  it('comes back: its pods are Ready, and find the tree as it was cut', async () => {
    await deleteNamespace(running, namespace);

    const restore = await product.restore(second.operationId);

    expect(restore).toMatchObject({ phase: 'Succeeded', residuals: [] });
    await podsReady(running, namespace, 2);
    for (const [app, claim] of [
      ['writer', 'data-writer-0'],
      ['quiet', 'quiet'],
    ] as const) {
      expect(await printedHash(running, namespace, app), app).toBe(await hashOf(await cutOf(second, claim)));
    }
    expect(await leftovers(running, product, restore, [namespace])).toEqual([]);
  });

  it('is not overwritten by a second restore: it is refused before anything is made', async () => {
    await expect(product.startRestore(second.operationId)).rejects.toThrow(`PersistentVolumeClaim ${namespace}/`);

    expect(await leftovers(running, product, second, [namespace])).toEqual([]);
    await podsReady(running, namespace, 2);
  });
});

describe('a backup whose copies stay on the cluster', () => {
  it('is its snapshots, and is restored from them', async () => {
    const backup = await product.backUp(namespace, { offload: false });
    expect(backup).toMatchObject({ phase: 'Succeeded', bytes: 0 });
    expect((await volumeOf(backup, 'quiet')).method).toBe('csi');
    const cut = await cutOf(backup, 'quiet');
    const snapshots = await snapshotsOf(namespace);

    const restore = await product.restore(backup.operationId, { [namespace]: local });

    expect(restore).toMatchObject({ phase: 'Succeeded', residuals: [] });
    await podsReady(running, local, 2);
    expect(await describeTree(await volumeFolder(running, local, 'quiet'))).toBe(await describeTree(cut));
    expect(await snapshotsOf(namespace)).toEqual(snapshots);
    expect(await leftovers(running, product, restore, [local])).toEqual([]);
    expect(await leftovers(running, product, backup, [namespace])).toEqual([]);
  });

  it('keeps the restored claims when the application that was backed up goes', async () => {
    await deleteNamespace(running, namespace);

    expect(await kube(running, ['get', 'pvc', 'quiet', '-n', local, '-o', 'jsonpath={.status.phase}'])).toBe('Bound');
  });
});
