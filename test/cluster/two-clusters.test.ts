import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { startBeside, stopBeside } from './harness/beside.ts';
import { type Cluster, cluster } from './harness/cluster.ts';
import { apply, kube } from './harness/control.ts';
import { leftovers } from './product/leftovers.ts';
import { emptyBelow, objectsBelow, type Stored } from './product/objects.ts';
import { endsAs } from './product/outcome.ts';
import { CLUSTER, LOCATION, type Product, startProduct } from './product/product.ts';
import { describeTree, writeTree } from './product/trees.ts';
import {
  createWorkload,
  deleteNamespace,
  getJson,
  hashOf,
  OF_ANOTHER_TEST,
  podsReady,
  printedHash,
  snapshotFolder,
  volumeFolder,
} from './product/workload.ts';

const SECOND = 'beside';
const first = cluster();
const namespace = `same-${randomBytes(3).toString('hex')}`;
const [other, late, last] = [`${namespace}-other`, `${namespace}-late`, `${namespace}-last`];
const everywhere = [namespace, other, late, last, `${namespace}-classes`];
/** With the location that both use. */
let second: Cluster;
let product: Product;
let ofFirst: Operation;
let ofSecond: Operation;
let toDelete: Operation;

beforeAll(async () => {
  const [started, beside] = await Promise.all([startProduct(first), startBeside(first, 2)]);
  product = started;
  second = { ...beside, s3: first.s3 };
  await product.addCluster(SECOND, second);
  for (const one of [first, second]) {
    await createWorkload(one, namespace);
    const folder = await volumeFolder(one, namespace, 'quiet');
    writeTree(folder);
    writeFileSync(join(folder, 'whose'), `the ${one.settings.name}'s`);
  }
});
afterAll(async () => {
  await product?.stop();
  await deleteNamespace(first, ...everywhere);
  await stopBeside(first.settings, 2);
});

/** What was cut of a claim, as the storage of its cluster still has it. */
async function cutOf(on: Cluster, { operationId }: Operation, claim: string): Promise<string> {
  const volume = (await product.ledger.readVolumes(operationId)).find(({ pvc }) => pvc === claim);
  return snapshotFolder(on, volume?.snapshot?.driver ?? '', volume?.snapshot?.handle ?? '');
}

/** The pods of the restored namespace run on what was cut on the source, byte for byte, modes and owners too. */
async function expectRestored(on: Cluster, target: string, source: Cluster, backup: Operation): Promise<void> {
  await podsReady(on, target, 2);
  const cut = await cutOf(source, backup, 'quiet');
  expect(await describeTree(await volumeFolder(on, target, 'quiet'))).toBe(await describeTree(cut));
  expect(await printedHash(on, target, 'writer')).toBe(await hashOf(await cutOf(source, backup, 'data-writer-0')));
}

async function expectNothingLeft(operation: Operation, ...namespaces: readonly string[]): Promise<void> {
  for (const one of [first, second]) expect(await leftovers(one, product, operation, namespaces)).toEqual([]);
}

/** Ids of the operations that objects on a cluster name. */
async function operationsOn(on: Cluster): Promise<Set<string | undefined>> {
  const kinds = 'volumesnapshots,volumesnapshotcontents,jobs,pods,secrets,persistentvolumeclaims';
  const selector = `snapferry.dev/installation=${product.installationId}`;
  type Listed = { items: { metadata: { labels: Record<string, string> } }[] };
  const { items } = await getJson<Listed>(on, [kinds, '--all-namespaces', '--selector', selector]);
  return new Set(items.map(({ metadata }) => metadata.labels['snapferry.dev/operation']));
}

/** Everything of a cluster at the location. */
async function placeOf({ refs }: Operation): Promise<Map<string, Stored>> {
  const folders = ['backups', 'repositories'].map(
    (name) => `${product.prefix}/${LOCATION}/${name}/${clusterOf(refs)}/`,
  );
  const found = await Promise.all(folders.map(async (folder) => await objectsBelow(first, folder)));
  return new Map(found.flatMap((one) => [...one]));
}

function clusterOf({ cluster: { clusterId } }: Operation['refs']): string {
  return clusterId;
}

describe('two clusters that have the same namespace and claims, and one location', () => {
  it('are backed up at once, each into a place of its own', async () => {
    const [one, another] = await Promise.all([
      product.startBackup(namespace),
      product.startBackup(namespace, { cluster: SECOND }),
    ]);
    ({ operation: ofFirst } = await endsAs(first, product, one, ['Succeeded']));
    ({ operation: ofSecond } = await endsAs(second, product, another, ['Succeeded']));

    const all = await objectsBelow(first, `${product.prefix}/${LOCATION}/`);
    const [mine, theirs] = [await placeOf(ofFirst), await placeOf(ofSecond)];
    expect([...mine.keys()].filter((key) => theirs.has(key))).toEqual([]);
    expect(mine.size + theirs.size + 1, 'and snapferry.json').toBe(all.size);
    expect(await operationsOn(first)).toEqual(new Set([one]));
    expect(await operationsOn(second)).toEqual(new Set([another]));
  });

  it('stay apart: what one writes again leaves everything of the other as it is', async () => {
    const before = await placeOf(ofFirst);

    const again = await product.startBackup(namespace, { cluster: SECOND });
    const { operation, volumes } = await endsAs(second, product, again, ['Succeeded']);

    expect(await placeOf(ofFirst)).toEqual(before);
    expect(volumes.find(({ pvc }) => pvc === 'quiet')?.result?.hashedFiles).toBe(0);
    toDelete = ofSecond;
    ofSecond = operation;
  });

  it('stay apart: what of one is deleted leaves everything of the other as it is', async () => {
    const [before, theirs] = [await placeOf(ofFirst), await operationsOn(first)];

    const deleted = await product.deleteBackup(toDelete.operationId);

    expect(deleted).toMatchObject({ phase: 'Succeeded', residuals: [] });
    expect(await placeOf(ofFirst)).toEqual(before);
    expect(await operationsOn(first)).toEqual(theirs);
    expect([...(await placeOf(ofSecond)).keys()].filter((key) => key.includes(toDelete.operationId))).toEqual([]);
    await expectNothingLeft(deleted, namespace);
  });
});

describe('a restore from one cluster to the other', () => {
  it('is the same tree with the same pods in both directions at once, while the first is backed up', async () => {
    const { promise: restored, resolve: release } = Promise.withResolvers<void>();
    const running = await product.startBackup(namespace);
    product.around(running, 'sealBackup', async (next) => await restored.then(next));
    await product.reached(running, 'CheckOffloads');

    const there = await product.startRestore(ofFirst.operationId, { [namespace]: other }, { cluster: SECOND });
    const back = await product.startRestore(ofSecond.operationId, { [namespace]: other }, { cluster: CLUSTER });
    const ended = await Promise.all([there, back].map(async (id) => await product.ended(id)));
    release();

    for (const one of ended) expect(one).toMatchObject({ phase: 'Succeeded', residuals: [] });
    await endsAs(first, product, running, ['Succeeded']);
    await expectRestored(second, other, first, ofFirst);
    await expectRestored(first, other, second, ofSecond);
    for (const one of ended) await expectNothingLeft(one, other);
  });

  it('is refused for a StorageClass that is not there, and uses the one that it is mapped to', async () => {
    const name = `${namespace}-classes`;
    await createWithOwnClass(first, name);
    const { operationId } = await product.backUp(name);

    const unmapped = product.startRestore(operationId, {}, { cluster: SECOND });
    await expect(unmapped).rejects.toThrow(new RegExp(`${name} of ${name}/data; it has btrfs, btrfs-wffc`));
    const restored = await product.restore(
      operationId,
      {},
      { cluster: SECOND, storageClassMapping: { [name]: 'btrfs' } },
    );

    expect(restored).toMatchObject({ phase: 'Succeeded', residuals: [] });
    const type = 'jsonpath={.spec.storageClassName} {.status.phase}';
    expect(await kube(second, ['get', 'pvc', 'data', '-n', name, '-o', type])).toBe('btrfs Bound');
    await expectNothingLeft(restored, name);
    await kube(first, ['delete', 'storageclass', name]);
  });

  it('is refused, before there is a record, for volumes that are snapshots only', async () => {
    const { operationId } = await product.backUp(namespace, { offload: false });

    const asked = product.startRestore(operationId, { [namespace]: late }, { cluster: SECOND });

    await expect(asked).rejects.toThrow(/quiet.*offload/);
  });

  it('needs nothing that the other cluster has at the location', async () => {
    const folder = (name: string) => `${product.prefix}/${LOCATION}/${name}/${clusterOf(ofSecond.refs)}/`;
    await Promise.all(['backups', 'repositories'].map(async (name) => await emptyBelow(first, folder(name))));

    const gone = await product.restore(ofSecond.operationId, { [namespace]: late }, { cluster: CLUSTER });
    const good = await product.restore(ofFirst.operationId, { [namespace]: late }, { cluster: SECOND });

    expect(gone).toMatchObject({ phase: 'Failed', error: { code: 'seal.not_found' } });
    expect(good).toMatchObject({ phase: 'Succeeded', residuals: [] });
    await expectRestored(second, late, first, ofFirst);
    for (const one of [gone, good]) await expectNothingLeft(one, late);
  });

  it('needs no cluster that the backup was made on', async () => {
    const params = { path: { name: CLUSTER }, header: { 'If-Match': '*' } };
    await answered(product.api.DELETE('/v1/clusters/{name}', { params }));

    const restored = await product.restore(ofFirst.operationId, { [namespace]: last }, { cluster: SECOND });

    expect(restored).toMatchObject({ phase: 'Succeeded', residuals: [], refs: { source: { name: CLUSTER } } });
    await expectRestored(second, last, first, ofFirst);
    await expectNothingLeft(restored, last);
  });
});

/** A claim of a class of its namespace's name, which only this cluster has. */
async function createWithOwnClass(on: Cluster, name: string): Promise<void> {
  const [provisioner] = on.drivers;
  const spec = { accessModes: ['ReadWriteOnce'], storageClassName: name, resources: { requests: { storage: '1Gi' } } };
  await apply(on, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name, labels: { [OF_ANOTHER_TEST]: '' } },
      provisioner,
    },
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: name }, spec },
  ]);
  writeTree(await volumeFolder(on, name, 'data'));
}
