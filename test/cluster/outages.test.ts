import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { cluster } from './harness/cluster.ts';
import { killPod, setKnobs } from './harness/control.ts';
import { heldUpload as held, runningMover, takeMemoryFrom } from './product/movers.ts';
import { endsAs, kept } from './product/outcome.ts';
import { type Product, startProduct } from './product/product.ts';
import { writeTree } from './product/trees.ts';
import { createVolumes, deleteNamespace, volumeFolder } from './product/workload.ts';

const running = cluster();
const run = randomBytes(3).toString('hex');
const CASES = [
  'minute',
  'away',
  'killed',
  'shared',
  'memory',
  'room',
  'cancel',
  'cancel-cut',
  'stop',
  'stop-cut',
] as const;
const OUTAGES = ['api-plan', 'api-ready', 'api-upload'] as const;
type Case = (typeof CASES)[number] | (typeof OUTAGES)[number];
const nameOf = (what: Case) => `out-${what}-${run}`;
const all = [...CASES, ...OUTAGES].map(nameOf);

const MORE_THAN_A_NODE_HAS = '900000m';

let product: Product;

beforeAll(async () => {
  const settings = {
    resources: { cpu: '20m', memoryMiB: 256 },
    limits: { cpu: MORE_THAN_A_NODE_HAS },
    moverLimit: 20,
  };
  product = await startProduct(running, { settings });
  await createVolumes(running, all, ['a']);
  await createVolumes(running, [nameOf('shared')], ['b', 'c']);
  for (const namespace of all) {
    const folder = await volumeFolder(running, namespace, 'a');
    writeTree(folder);
    writeFileSync(join(folder, 'some more'), randomBytes(48 * 1024 * 1024));
  }
  const late = [nameOf('cancel-cut'), nameOf('stop-cut'), nameOf('api-ready')];
  await setKnobs(
    running,
    late.map((namespace) => ({ namespace, readyDelaySeconds: 20 })),
  );
});
afterAll(async () => {
  await setKnobs(running, []);
  await product?.stop();
  await deleteNamespace(running, ...all);
});

async function cancel(id: string): Promise<void> {
  await answered(product.api.POST('/v1/backups/{id}/cancel', { params: { path: { id } }, body: {} }));
}

const heldUpload = async (what: Case) => await held(running, product, nameOf(what), what);

describe.concurrent('a backup', () => {
  it('fails with the reason when S3 stays away, unsealed; the local copies stay', async () => {
    const { id, link } = await heldUpload('away');
    await link.cut();

    const { operation, volumes } = await endsAs(running, product, id, ['Failed'], 'away');

    expect(operation.error?.message).toMatch(/connection refused|unreachable|ECONNREFUSED/i);
    expect(kept(volumes)).toEqual(['retry']);
    await link.mend();
  });

  it('completes although S3 is away for a minute while it uploads', async () => {
    const { id, link } = await heldUpload('minute');
    await link.cut();
    await pause(60_000);
    link.release();
    await link.mend();

    await endsAs(running, product, id, ['Succeeded'], 'minute');
  });

  it('completes with a second attempt when the pod of its mover is deleted', async () => {
    const { id, link } = await heldUpload('killed');
    const pod = await runningMover(running, id);
    await killPod(running, 'snapferry', pod.metadata.name);
    link.release();

    const { volumes } = await endsAs(running, product, id, ['Succeeded'], 'killed');

    expect(volumes[0]?.attempt).toBe(2);
  });

  it('completes with a mover for each volume when the pod that two of three share is deleted', async () => {
    const { id, link } = await held(running, product, nameOf('shared'), 'shared', { moverLimit: 1 });
    const { metadata } = await runningMover(running, id);
    await killPod(running, 'snapferry', metadata.name);
    link.release();

    const { volumes } = await endsAs(running, product, id, ['Succeeded'], 'shared');

    expect(volumes.map(({ attempt }) => attempt).toSorted((one, other) => one - other)).toEqual([1, 2, 2]);
  });

  it('completes with double memory when the kernel kills its mover for want of it', async () => {
    const { id, link } = await heldUpload('memory');
    takeMemoryFrom(await runningMover(running, id));
    link.release();

    const { volumes } = await endsAs(running, product, id, ['Succeeded'], 'memory');

    expect(volumes[0]).toMatchObject({ memoryDoubled: true });
  });

  it('fails early with the scheduler’s words when no node takes its mover', async () => {
    const namespace = nameOf('room');
    expect(await product.backUp(namespace)).toMatchObject({ phase: 'Succeeded' });
    const settings = { resources: { cpu: MORE_THAN_A_NODE_HAS }, moverStartTimeout: '15s' };
    const id = await product.startBackup(namespace, { settings });

    const { operation, volumes } = await endsAs(running, product, id, ['Failed']);

    expect(operation.error).toMatchObject({ code: 'mover.not_started' });
    expect(operation.error?.message).toContain('Insufficient cpu');
    expect(kept(volumes)).toEqual(['retry']);
  });

  it('that is cancelled while it uploads ends, and leaves nothing', async () => {
    const { id, link } = await heldUpload('cancel');
    await cancel(id);
    link.release();

    const { operation, volumes } = await endsAs(running, product, id, ['Cancelled'], 'cancel');

    expect(operation.cancelRequestedBy).toBe('local-admin');
    expect(kept(volumes)).toEqual([undefined]);
  });

  it('that is cancelled before its snapshots are ready ends, and leaves nothing', async () => {
    const id = await product.startBackup(nameOf('cancel-cut'));
    await product.before(id, 'checkSnapshotsReady', () => cancel(id));

    await endsAs(running, product, id, ['Cancelled']);
  });

  it('whose execution is stopped while it uploads is cancelled, and leaves nothing', async () => {
    const { id, link } = await heldUpload('stop');
    await product.stopExecution(id);
    link.release();

    const { operation } = await endsAs(running, product, id, ['Cancelled'], 'stop');

    expect(operation.epoch).toBe(2);
  });

  it('whose execution is stopped before its snapshots are ready is cancelled, and leaves nothing', async () => {
    const id = await product.startBackup(nameOf('stop-cut'));
    await product.before(id, 'checkSnapshotsReady', async () => await product.stopExecution(id));

    await endsAs(running, product, id, ['Cancelled']);
  });

  it('only takes longer when the API server is away for 30 s', async () => {
    const upload = await heldUpload('api-upload');
    const ready = await product.startBackup(nameOf('api-ready'));
    let plan = '';
    await product.before(ready, 'checkSnapshotsReady', async () => {
      plan = await product.startBackup(nameOf('api-plan'));
      await product.apiServer.cut();
    });
    upload.link.release();
    await pause(30_000);
    await product.apiServer.mend();

    const { operation } = await endsAs(running, product, upload.id, ['Succeeded'], 'api-upload');
    expect(operation.epoch, 'an outage is no loss of the execution').toBe(1);
    for (const id of [plan, ready]) await endsAs(running, product, id, ['Succeeded']);
  });
});
