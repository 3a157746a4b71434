import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { cluster } from './harness/cluster.ts';
import { kube } from './harness/control.ts';
import { endsAs } from './product/outcome.ts';
import { type Product, startProduct } from './product/product.ts';
import { writeTree } from './product/trees.ts';
import { createVolumes, deleteNamespace, volumeFolder } from './product/workload.ts';

const running = cluster();
const run = randomBytes(3).toString('hex');
const STEPS = [
  'createSnapshots',
  'adoptSnapshots',
  'launchOffloads',
  'checkOffloads',
  'sealBackup',
  'cleanUp',
] as const;
const FAULTS = ['throws', 'dies', 'twice'] as const;
const rows = STEPS.flatMap((step) => FAULTS.map((fault) => ({ step, fault })));
/** What of an operation goes behind our back, after the step: where it lies, and how its backup may end. */
const DELETED = [
  { step: 'createSnapshots', kind: 'volumesnapshots', ours: false },
  { step: 'launchOffloads', kind: 'jobs', ours: true },
  { step: 'checkOffloads', kind: 'pods', ours: true },
] as const;
const nameOf = (what: string, step: string) => `${what}-${step.toLowerCase()}-${run}`;
const all = [...rows.map(({ step, fault }) => nameOf(fault, step)), ...DELETED.map(({ step }) => nameOf('gone', step))];

let product: Product;

beforeAll(async () => {
  product = await startProduct(running, { settings: { resources: { cpu: '20m', memoryMiB: 256 }, moverLimit: 8 } });
  await createVolumes(running, all, ['a']);
  for (const namespace of all) writeTree(await volumeFolder(running, namespace, 'a'));
});
afterAll(async () => {
  await product?.stop();
  await deleteNamespace(running, ...all);
});

describe.concurrent('a step on the real cluster', () => {
  it.each(rows)('$step that $fault leaves one sealed backup and a clean cluster', async ({ step, fault }) => {
    const id = await product.startBackup(nameOf(fault, step));
    product.around(id, step, async (next) => {
      if (fault === 'throws') throw lost();
      if (fault === 'twice') return (await Promise.all([next(), next()]))[1];
      await next();
      throw lost();
    });

    await endsAs(running, product, id, ['Succeeded']);
  });

  it.each(DELETED)('whose $kind are deleted after $step ends once, and clean', async ({ step, kind, ours }) => {
    const namespace = nameOf('gone', step);
    const id = await product.startBackup(namespace);
    product.around(id, step, async (next) => {
      const result = await next();
      const where = ours ? ['-n', 'snapferry'] : ['-n', namespace];
      await kube(running, ['delete', kind, '-l', `snapferry.dev/operation=${id}`, ...where, '--timeout=60s']);
      return result;
    });

    await endsAs(running, product, id, ['Succeeded', 'Failed']);
  });
});

/** As the caller sees a function whose process died. */
function lost(): Error {
  return Object.assign(new Error('the function ended without a result'), { name: 'Lambda.Unknown' });
}
