import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { until } from '../support/until.ts';
import { cluster } from './harness/cluster.ts';
import { connectedByHand } from './product/kopia.ts';
import { leftovers } from './product/leftovers.ts';
import { objectsBelow } from './product/objects.ts';
import { endsAs } from './product/outcome.ts';
import { CLUSTER, LOCATION, type Product, startProduct } from './product/product.ts';
import { describeTree, writeTree } from './product/trees.ts';
import { createVolumes, deleteNamespace, volumeFolder } from './product/workload.ts';

const KEEP = 2;
const RUNS = 6;
const MIB = 1024 * 1024;
const running = cluster();
const namespace = `kept-${randomBytes(3).toString('hex')}`;
const SCHEDULE = 'nightly';
let product: Product;
let folder: string;
type Held = { readonly packFile: string; readonly length: number };
const packOf = ({ packFile }: Held) => packFile;
/** Of each run: the backup, and the tree as it was when it was cut. */
const runs: { id: string; tree: string }[] = [];
const made = [namespace];

beforeAll(async () => {
  product = await startProduct(running);
  await createVolumes(running, [namespace], ['data']);
  folder = await volumeFolder(running, namespace, 'data');
  writeTree(folder);
  const entries = [{ id: 'night', kind: 'daily' as const, at: '02:00', keep: KEEP }];
  await answered(product.api.POST('/v1/policies', { body: { name: 'two', entries } }));
  const backup = { cluster: CLUSTER, locations: [LOCATION], selection: { namespaces: [namespace] } };
  const body = { name: SCHEDULE, policy: 'two', backup, suspended: true };
  await answered(product.api.POST('/v1/schedules', { body }));
});
afterAll(async () => {
  await product?.stop();
  await deleteNamespace(running, ...made);
});

/** Of what was there some stays, some is replaced, moved, gone, or has another mode. */
function change(run: number): void {
  const at = (name: string) => join(folder, name);
  writeFileSync(at('replaced'), randomBytes(24 * MIB));
  writeFileSync(at(`only-of-${run}`), randomBytes(MIB));
  rmSync(at(`only-of-${run - 1}`), { force: true });
  mkdirSync(at(`added-by-${run}/inner`), { recursive: true });
  writeFileSync(at(`added-by-${run}/inner/file`), `${run}\n`);
  if (run > 1) renameSync(at(`added-by-${run - 1}`), at(`moved-by-${run}`));
  chmodSync(at('secret'), run % 2 === 0 ? 0o600 : 0o640);
}

async function runNow(run: number): Promise<void> {
  change(run);
  const tree = await describeTree(folder);
  const path = { name: SCHEDULE };
  const { id } = await answered(product.api.POST('/v1/schedules/{name}/run', { params: { path }, body: {} }));
  await endsAs(running, product, id, ['Succeeded']);
  runs.push({ id, tree });
}

/** The n-th newest, 1 being the newest. */
function newest(n: number) {
  const found = runs.at(-n);
  if (!found) throw new Error(`there is no run ${n} back`);
  return found;
}

async function expectWhole({ id, tree }: (typeof runs)[number]): Promise<void> {
  const target = `${namespace}-${made.length}`;
  made.push(target);
  const restored = await product.restore(id, { [namespace]: target });
  expect(restored).toMatchObject({ phase: 'Succeeded', residuals: [] });
  expect(await describeTree(await volumeFolder(running, target, 'data'))).toBe(tree);
  expect(await leftovers(running, product, restored, [target])).toEqual([]);
}

async function goesAsDeleted({ id }: (typeof runs)[number]): Promise<void> {
  await until(`${id} to be deleted`, 300, async () => (await product.ledger.readOperation(id))?.phase === 'Deleted');
}

async function sealsThere(): Promise<string[]> {
  const { refs } = (await product.ledger.readOperation(newest(1).id)) ?? {};
  const folder = `${product.prefix}/${LOCATION}/backups/${refs?.cluster.clusterId}/`;
  const keys = [...(await objectsBelow(running, folder)).keys()];
  expect(new Set(keys.map((key) => key.slice(folder.length).split('/')[0])).size, 'backups with any object').toBe(
    keys.filter((key) => key.endsWith('/backup.json')).length,
  );
  return keys.filter((key) => key.endsWith('/backup.json')).map((key) => key.slice(folder.length).split('/')[0] ?? '');
}

describe(`a schedule that keeps ${KEEP}, run ${RUNS} times while its data changes`, () => {
  it('leaves the oldest kept one whole after every deletion', async () => {
    for (let run = 1; run <= RUNS; run += 1) {
      await runNow(run);
      if (run <= KEEP) continue;
      await goesAsDeleted(newest(KEEP + 1));
      await expectWhole(newest(KEEP));
    }

    const kept = runs.slice(-KEEP).map(({ id }) => id);
    expect((await sealsThere()).toSorted()).toEqual(kept.toSorted());
  });

  it('leaves nothing of the others in the repository after full maintenance, and all of those that are kept', async () => {
    const backup = await product.ledger.readOperation(newest(1).id);
    if (!backup) throw new Error('no backup');
    const repository = `${product.prefix}/${LOCATION}/repositories/${backup.refs.cluster.clusterId}/${namespace}/`;
    const asked = { params: { path: { name: LOCATION } }, body: { full: true } };
    const { id } = await answered(product.api.POST('/v1/locations/{name}/maintain', asked));
    expect(await product.ended(id)).toMatchObject({ phase: 'Succeeded', residuals: [] });
    await expectWhole(newest(KEEP));

    await connectedByHand(running, product, backup, { namespace, readonly: false }, async (kopia) => {
      const { stdout } = await kopia('snapshot', 'list', '--all', '--json');
      expect(JSON.parse(stdout)).toHaveLength(KEEP);
      await kopia('maintenance', 'set', '--owner=me');
      // as if days had passed: what nobody refers to goes now. kopia drops what was marked before the second in which a
      // turn begins, so a mark of the turn just before may need one turn more
      let held: Held[] = [];
      let packs: string[] = [];
      for (let turn = 1; turn <= 6; turn += 1) {
        await kopia('maintenance', 'run', '--full', '--safety=none');
        held = JSON.parse((await kopia('content', 'list', '--json')).stdout);
        packs = [...(await objectsBelow(running, repository)).keys()].map((key) => key.slice(repository.length));
        packs = packs.filter((name) => /^[pq]/.test(name));
        if (turn > 1 && packs.length === new Set(held.map(packOf)).size) break;
      }
      const bytes = held.reduce((sum, { length }) => sum + length, 0);
      expect(bytes, 'what two runs of 25 MiB hold').toBeLessThan((KEEP * 25 + 1) * MIB);
      // by packs, not by bytes: kopia writes anew only a pack of which less than 60 % is of use (shortPackThresholdPercent)
      expect(packs.toSorted()).toEqual([...new Set(held.map(packOf))].toSorted());
    });

    for (const one of runs.slice(-KEEP)) await expectWhole(one);
    await runNow(RUNS + 1);
    await expectWhole(newest(1));
  });
});
