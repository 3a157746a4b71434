import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { Volume } from '../../functions/domain/volume/volume.ts';
import { cluster } from './harness/cluster.ts';
import { restoredByHand } from './product/kopia.ts';
import { leftovers } from './product/leftovers.ts';
import { type Product, startProduct } from './product/product.ts';
import { describeTree, writeTree } from './product/trees.ts';
import {
  createWorkload,
  deleteNamespace,
  getJson,
  OF_ANOTHER_TEST,
  snapshotFolder,
  volumeFolder,
} from './product/workload.ts';

const running = cluster();
const namespace = `shop-${randomBytes(3).toString('hex')}`;
let product: Product;

beforeAll(async () => {
  product = await startProduct(running);
  await createWorkload(running, namespace);
  for (const claim of ['data-writer-0', 'quiet']) writeTree(await volumeFolder(running, namespace, claim));
});
afterAll(async () => {
  await product?.stop();
  await deleteNamespace(running, namespace);
});

describe('a backup of a namespace whose application keeps writing', () => {
  let before: unknown;
  let quietBefore: string;
  let backup: Operation;
  let volumes: Volume[];

  beforeAll(async () => {
    before = await untouched();
    quietBefore = await describeTree(await volumeFolder(running, namespace, 'quiet'));
    backup = await product.backUp(namespace);
    volumes = await product.ledger.readVolumes(backup.operationId);
  });

  it('succeeds, every volume done', () => {
    expect(backup).toMatchObject({ phase: 'Succeeded', residuals: [] });
    expect(volumes.map(({ pvc, phase, method }) => [pvc, phase, method])).toEqual(
      expect.arrayContaining([
        ['data-writer-0', 'Done', 'csi+offload'],
        ['extra-writer-0', 'Done', 'csi+offload'],
        ['quiet', 'Done', 'csi+offload'],
      ]),
    );
  });

  it('leaves nothing of ours on the cluster but the local copies', async () => {
    expect(await leftovers(running, product, backup, [namespace])).toEqual([]);
    expect(volumes.map(({ localCopy }) => localCopy?.keptFor)).toEqual(['backup', 'backup', 'backup']);
  });

  it('touches neither the claims, their volumes and classes, the namespace, nor a file', async () => {
    expect(await untouched()).toEqual(before);
    expect(await describeTree(await volumeFolder(running, namespace, 'quiet'))).toBe(quietBefore);
  });

  it('holds what the snapshots hold, by the plain kopia CLI and the password of the project’s command', async () => {
    for (const { pvc, result, snapshot } of volumes) {
      const cut = await describeTree(snapshotFolder(running, snapshot?.driver ?? '', snapshot?.handle ?? ''));
      if (!result) throw new Error(`${pvc} has no result`);
      await restoredByHand(running, product, backup, namespace, result, async (folder) => {
        expect(await describeTree(folder), pvc).toBe(cut);
      });
    }
  });
});

/** All that a user would see of a change, but what controllers count. */
async function untouched(): Promise<unknown> {
  const read = async (what: readonly string[]) => strip(await getJson<unknown>(running, what));
  return await Promise.all([
    read(['namespace', namespace]),
    read(['pvc', '-n', namespace]),
    read(['storageclass', '--selector', `!${OF_ANOTHER_TEST}`]),
    read(['volumesnapshotclass', '--selector', `!${OF_ANOTHER_TEST}`]),
    read(['configmap,serviceaccount,statefulset,deployment,role,rolebinding', '-n', namespace]),
    readVolumesOf(),
  ]);
}

async function readVolumesOf(): Promise<unknown> {
  const { items } = await getJson<{ items: { spec: { claimRef?: { namespace?: string } } }[] }>(running, ['pv']);
  return strip(items.filter(({ spec }) => spec.claimRef?.namespace === namespace));
}

function strip(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === 'resourceVersion' || key === 'managedFields' ? undefined : inner,
    ),
  );
}
