import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { createRawClient, eventually, type RawClient } from '../contract/simulator-client.ts';
import { ensureMoverTools } from '../support/mover-tools.ts';
import { describeTree, startProductWorld, writeTree } from '../support/product-world.ts';

let world: Awaited<ReturnType<typeof startProductWorld>>;
let client: RawClient;

const core = (namespace: string, rest = '') => `/api/v1/namespaces/${namespace}${rest}`;

beforeAll(async () => {
  world = await startProductWorld(await ensureMoverTools());
  client = createRawClient(world.simulator, world.simulator.token('admin'));
  await client.post('/api/v1/namespaces', { metadata: { name: 'shop' } });
  await client.post(core('shop', '/persistentvolumeclaims'), {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  writeTree(await folderOf('shop', 'data'));
});
afterAll(async () => await world?.stop());

async function folderOf(namespace: string, claim: string): Promise<string> {
  const pv = await eventually(async () => {
    const { body } = await client.get(core(namespace, `/persistentvolumeclaims/${claim}`));
    return body.status?.phase === 'Bound' ? String(body.spec.volumeName) : undefined;
  });
  const { body } = await client.get(`/api/v1/persistentvolumes/${pv}`);
  return world.simulator.storage.volumeFolder(body.spec.csi.volumeHandle) ?? '';
}

async function maintain(): Promise<Operation> {
  return await world.maintain();
}

it('a repository that has lost its packs: the next backup is whole, the one before says so until they are back', async () => {
  const data = await folderOf('shop', 'data');
  writeFileSync(join(data, 'only in the first'), 'what no other file holds');
  const trees = [describeTree(data)];
  const first = await world.backUp();
  const { clusterId } = first.refs.cluster;
  const repository = join(world.bucket, 'repositories', clusterId, 'shop');
  const kept = join(world.root, 'kept');
  cpSync(repository, kept, { recursive: true });
  const packs = readdirSync(repository).filter((name) => name.startsWith('p'));
  for (const name of packs) rmSync(join(repository, name));
  rmSync(join(data, 'only in the first'));
  trees.push(describeTree(data));

  const second = await world.backUp();
  const restored = await world.restore(second.operationId, { shop: 'shop-second' });
  const found = await maintain();
  const refused = await world.restore(first.operationId, { shop: 'never' }).catch(String);
  for (const name of packs) cpSync(join(kept, name), join(repository, name));
  const healed = await maintain();
  const back = await world.restore(first.operationId, { shop: 'shop-first' });

  expect([second, restored]).toMatchObject([{ phase: 'Succeeded' }, { phase: 'Succeeded' }]);
  expect(describeTree(await folderOf('shop-second', 'data'))).toEqual(trees[1]);
  expect(found).toMatchObject({ phase: 'Succeeded', damagedBackups: [first.operationId] });
  expect(refused).toContain('backup.damaged');
  expect(refused).toContain('shop/data');
  expect(healed).toMatchObject({ phase: 'Succeeded', warnings: [] });
  expect(back).toMatchObject({ phase: 'Succeeded' });
  expect(describeTree(await folderOf('shop-first', 'data'))).toEqual(trees[0]);
});

it('a repository whose kopia.repository is altered: its backups say so before a restore finds out', async () => {
  const first = await world.backUp();
  const { clusterId } = first.refs.cluster;
  const format = join(world.bucket, 'repositories', clusterId, 'shop', 'kopia.repository');
  const body = readFileSync(format);
  writeFileSync(format, 'garbage');

  const found = await maintain();
  const refused = await world.restore(first.operationId, { shop: 'never' }).catch(String);
  writeFileSync(format, body);
  await maintain();
  const back = await world.restore(first.operationId, { shop: 'shop-again' });

  expect(found).toMatchObject({ phase: 'Succeeded', findings: [{ code: 'repository.unreadable' }] });
  expect(found.damagedBackups).toContain(first.operationId);
  expect(refused).toContain('backup.damaged');
  expect(back).toMatchObject({ phase: 'Succeeded' });
});
