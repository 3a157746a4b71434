import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cluster } from './harness/cluster.ts';
import { startKubelet, stopKubelet } from './harness/control.ts';
import { heldUpload } from './product/movers.ts';
import { endsAs } from './product/outcome.ts';
import { type Product, startProduct } from './product/product.ts';
import { writeTree } from './product/trees.ts';
import { createVolumes, deleteNamespace, volumeFolder } from './product/workload.ts';

const running = cluster();
const run = randomBytes(3).toString('hex');
const [starting, uploading] = [`node-start-${run}`, `node-upload-${run}`];
let product: Product;

beforeAll(async () => {
  const settings = { resources: { cpu: '20m', memoryMiB: 256 }, moverLimit: 20 };
  product = await startProduct(running, { settings });
  await createVolumes(running, [starting, uploading], ['a']);
  for (const namespace of [starting, uploading]) {
    const folder = await volumeFolder(running, namespace, 'a');
    writeTree(folder);
    writeFileSync(join(folder, 'some more'), randomBytes(48 * 1024 * 1024));
  }
});
afterAll(async () => {
  await startKubelet(running);
  await product?.stop();
  await deleteNamespace(running, starting, uploading);
});

it('a backup only takes longer when the kubelet is away for two minutes', async () => {
  const upload = await heldUpload(running, product, uploading, 'node-upload');
  const start = await product.startBackup(starting);
  await stopKubelet(running);
  upload.link.release();
  await pause(120_000);
  await startKubelet(running);

  await endsAs(running, product, start, ['Succeeded']);
  const { operation } = await endsAs(running, product, upload.id, ['Succeeded'], 'node-upload');
  expect(operation.epoch, 'an outage is no loss of the execution').toBe(1);
});
