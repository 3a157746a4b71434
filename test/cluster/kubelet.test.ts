import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { ruleExample } from '../support/rule-examples.ts';
import { startBeside, stopBeside } from './harness/beside.ts';
import { type Cluster, cluster } from './harness/cluster.ts';
import { startKubelet, stopKubelet } from './harness/control.ts';
import { createLockedWriter, leftInPod, writes } from './product/locked-writer.ts';
import { heldUpload } from './product/movers.ts';
import { endsAs } from './product/outcome.ts';
import { type Product, startProduct } from './product/product.ts';
import { writeTree } from './product/trees.ts';
import { createVolumes, volumeFolder } from './product/workload.ts';

const first = cluster();
const run = randomBytes(3).toString('hex');
const [starting, uploading, frozen] = [`node-start-${run}`, `node-upload-${run}`, `node-frozen-${run}`];
/** Its own: all that runs on a cluster needs the kubelet. */
let running: Cluster;
let product: Product;

beforeAll(async () => {
  running = await startBeside(first, 3);
  const settings = { resources: { cpu: '20m', memoryMiB: 256 }, moverLimit: 20 };
  await createLockedWriter(running, frozen);
  product = await startProduct(running, { settings, execNamespaces: [frozen] });
  await answered(product.api.POST('/v1/rules', { body: ruleExample('lock-writer') }));
  await createVolumes(running, [starting, uploading], ['a']);
  for (const namespace of [starting, uploading]) {
    const folder = await volumeFolder(running, namespace, 'a');
    writeTree(folder);
    writeFileSync(join(folder, 'some more'), randomBytes(48 * 1024 * 1024));
  }
});
afterAll(async () => {
  await product?.stop();
  await stopBeside(first.settings, 3);
});

it('a backup only takes longer when the kubelet is away for two minutes; who is frozen thaws by itself', async () => {
  const upload = await heldUpload(running, product, uploading, 'node-upload');
  const freeze = await product.startBackup(frozen, { preExecRule: 'lock-writer', maxFreeze: '15s', offload: false });
  let start = '';
  await product.before(freeze, 'runPostExecRules', async () => {
    start = await product.startBackup(starting);
    await stopKubelet(running);
  });
  upload.link.release();
  await Promise.all([pause(120_000), writes(running, frozen)]);
  await startKubelet(running);

  const { operation: thawed } = await endsAs(running, product, freeze, ['Succeeded']);
  expect(thawed.freezes).toMatchObject([{ thawedBy: 'timer' }]);
  expect(await leftInPod(running, frozen)).toBe('');

  await endsAs(running, product, start, ['Succeeded']);
  const { operation } = await endsAs(running, product, upload.id, ['Succeeded'], 'node-upload');
  expect(operation.epoch, 'an outage is no loss of the execution').toBe(1);
});
