import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cluster } from './harness/cluster.ts';
import { kube, setKnobs } from './harness/control.ts';
import { removeStoredSnapshot, storedSnapshots } from './harness/storage.ts';
import { endsAs, kept } from './product/outcome.ts';
import { type Product, startProduct } from './product/product.ts';
import { writeTree } from './product/trees.ts';
import { createVolumes, deleteNamespace, volumeFolder } from './product/workload.ts';

const running = cluster();
const run = randomBytes(3).toString('hex');
const cases = {
  slow: [{ cutDelaySeconds: 6 }],
  tooSlow: [{ cutDelaySeconds: 30 }],
  late: [{ readyDelaySeconds: 8 }],
  never: [{ readyDelaySeconds: 3600 }],
  once: [{ failBeforeCut: { times: 1, message: 'array is busy' } }],
  always: [{ claim: 'b', failBeforeCut: { message: 'array is broken' } }],
  after: [{ failAfterCut: { times: 1, code: 'ABORTED' } }],
  deleted: [{ readyDelaySeconds: 15 }],
  objectGone: [{ readyDelaySeconds: 15 }],
  lost: [],
} as const;
type Case = keyof typeof cases;
const nameOf = (what: Case) => `cut-${what.toLowerCase()}-${run}`;
const all = Object.keys(cases).map((what) => nameOf(what as Case));

let product: Product;

beforeAll(async () => {
  const settings = { resources: { cpu: '20m', memoryMiB: 256 }, moverLimit: 20 };
  product = await startProduct(running, { settings });
  await createVolumes(running, all, ['a', 'b']);
  for (const namespace of all) {
    for (const claim of ['a', 'b']) writeTree(await volumeFolder(running, namespace, claim));
  }
  const rules = Object.entries(cases).flatMap(([what, knobs]) =>
    knobs.map((knob) => ({ namespace: nameOf(what as Case), ...knob })),
  );
  await setKnobs(running, rules);
});
afterAll(async () => {
  await setKnobs(running, []);
  await product?.stop();
  await deleteNamespace(running, ...all);
});

describe.concurrent('a snapshot', () => {
  it.each(['slow', 'late', 'once', 'after'] as const)('that is %s ends well', async (what) => {
    const id = await product.startBackup(nameOf(what));

    const { volumes } = await endsAs(running, product, id, ['Succeeded']);

    expect(kept(volumes)).toEqual(['backup', 'backup']);
  });

  it.each([
    ['tooSlow', 'snapshot.timeout', '/a'],
    ['always', 'snapshot.timeout', 'array is broken'],
  ] as const)('that is %s fails the backup, and what was cut is removed', async (what, code, named) => {
    const id = await product.startBackup(nameOf(what), { snapshotTimeout: '12s' });

    const { operation, volumes } = await endsAs(running, product, id, ['Failed']);

    expect(operation.error).toMatchObject({ code });
    expect(operation.error?.message).toContain(named);
    expect(kept(volumes)).toEqual([undefined, undefined]);
    expect((await storedSnapshots(running)).filter(({ namespace }) => namespace === nameOf(what))).toEqual([]);
  });

  it('that is never ready fails the backup before any upload', async () => {
    const id = await product.startBackup(nameOf('never'), { settings: { readyTimeout: '8s' } });

    const { operation, volumes } = await endsAs(running, product, id, ['Failed']);

    expect(operation.error).toMatchObject({ code: 'snapshot.ready_timeout' });
    expect(volumes.map(({ attempt }) => attempt)).toEqual([0, 0]);
    expect((await storedSnapshots(running)).filter(({ namespace }) => namespace === nameOf('never'))).toEqual([]);
  });

  it('outlives its namespace: deleted between cut and upload, the backup still completes', async () => {
    const namespace = nameOf('deleted');
    const id = await product.startBackup(namespace);
    await product.before(id, 'checkSnapshotsReady', async () => await deleteNamespace(running, namespace));

    const { volumes } = await endsAs(running, product, id, ['Succeeded']);
    expect(volumes.map(({ result }) => result?.files)).toEqual([12, 12]);
    expect(kept(volumes)).toEqual(['backup', 'backup']);
  });

  it('outlives its VolumeSnapshot, deleted behind our back', async () => {
    const namespace = nameOf('objectGone');
    const id = await product.startBackup(namespace);
    const remove = ['delete', 'volumesnapshot', '--all', '-n', namespace, '--timeout=60s'];
    await product.before(id, 'checkSnapshotsReady', async () => await kube(running, remove));

    await endsAs(running, product, id, ['Succeeded']);
  });

  it('that the storage lost before it was read fails the backup with a diagnosis', async () => {
    const namespace = nameOf('lost');
    const id = await product.startBackup(namespace, { settings: { moverStartTimeout: '20s' } });
    product.around(id, 'launchOffloads', async (next) => {
      const stored = (await storedSnapshots(running)).filter((one) => one.namespace === namespace);
      for (const snapshot of stored) await removeStoredSnapshot(running, snapshot);
      return await next();
    });

    const { operation } = await endsAs(running, product, id, ['Failed']);

    expect(operation.error).toMatchObject({ code: 'mover.not_started' });
    expect(operation.error?.message).toMatch(/ProvisioningFailed/);
  });
});
