import { readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { ensureTools } from '../../tools/build/build.ts';
import { createRawClient, eventually, type RawClient } from '../contract/simulator-client.ts';
import { describeTree, startProductWorld, writeTree } from '../support/product-world.ts';

let world: Awaited<ReturnType<typeof startProductWorld>>;
let client: RawClient;
let backup: Operation;
let before: string;

const core = (namespace: string, rest = '') => `/api/v1/namespaces/${namespace}${rest}`;

beforeAll(async () => {
  world = await startProductWorld(await ensureTools());
  client = createRawClient(world.simulator, world.simulator.token('admin'));
  await seed();
  // With room for one mover its two volumes share it.
  backup = await world.backUp({ settings: { moverLimit: 1 } });
  expect(backup).toMatchObject({ phase: 'Succeeded' });
});
afterAll(async () => await world?.stop());

async function seed(): Promise<void> {
  await client.post('/api/v1/namespaces', { metadata: { name: 'shop', labels: { team: 'shop' } } });
  for (const name of ['data', 'logs']) {
    await client.post(core('shop', '/persistentvolumeclaims'), {
      metadata: { name, labels: { app: 'web' } },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
  }
  await client.post(core('shop', '/configmaps'), { metadata: { name: 'settings' }, data: { a: '1' } });
  await client.post(core('shop', '/secrets'), { metadata: { name: 'key' }, data: { k: 'dg==' } });
  await client.post(core('shop', '/services'), {
    metadata: { name: 'web' },
    spec: { ports: [{ port: 80 }], selector: { app: 'web' } },
  });
  writeTree(await folderOf('shop', 'data'));
  writeFileSync(join(await folderOf('shop', 'logs'), 'log'), 'line\n');
  before = describeTree(await folderOf('shop', 'data'));
}

async function folderOf(namespace: string, claim: string): Promise<string> {
  const pv = await eventually(async () => {
    const { body } = await client.get(core(namespace, `/persistentvolumeclaims/${claim}`));
    return body.status?.phase === 'Bound' ? String(body.spec.volumeName) : undefined;
  });
  const { body } = await client.get(`/api/v1/persistentvolumes/${pv}`);
  return world.simulator.storage.volumeFolder(body.spec.csi.volumeHandle) ?? '';
}

/** What of ours is on the cluster: everything that carries our label, local copies of the backup apart. */
async function ours(): Promise<string[]> {
  const paths = [
    '/api/v1/persistentvolumeclaims',
    '/api/v1/secrets',
    '/apis/batch/v1/jobs',
    '/api/v1/pods',
    '/apis/snapshot.storage.k8s.io/v1/volumesnapshots',
    '/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents',
  ];
  const found: string[] = [];
  for (const path of paths) {
    const selector = encodeURIComponent('app.kubernetes.io/managed-by=snapferry,snapferry.dev/role!=local-copy');
    const { body } = await client.get(`${path}?labelSelector=${selector}`);
    found.push(
      ...body.items.map((one: { kind: string; metadata: { name: string } }) => `${path} ${one.metadata.name}`),
    );
  }
  return found;
}

const exists = async (path: string) => (await client.get(path)).status === 200;

describe('volumes of a backup that may have one mover', () => {
  it('are launched together, though only one of them can run', async () => {
    const params = { path: { id: backup.operationId } };
    const { items } = await answered(world.api.GET('/v1/backups/{id}/volumes', { params }));

    for (const { bytesPerSecond, result } of items) {
      expect(bytesPerSecond).toBe(result?.seconds ? Math.round(result.bytes / result.seconds) : undefined);
    }
    const [first, second] = items.map(({ timings }) => timings);
    expect(items.map(({ attempt }) => attempt)).toEqual([1, 1]);
    expect(String(first?.launchedAt) < String(second?.movedAt)).toBe(true);
    expect(String(second?.launchedAt) < String(first?.movedAt)).toBe(true);
  });
});

it('the history of a backup is what its record says of its states', async () => {
  const params = { path: { id: backup.operationId, epoch: 1 } };
  const { definition, execution, states } = await answered(
    world.api.GET('/v1/operations/{id}/executions/{epoch}/history', { params }),
  );
  const { stages = [] } = await answered(world.api.GET('/v1/operations/{id}', { params }));
  const { cut } = await answered(world.api.GET('/v1/backups/{id}', { params }));

  expect(cut).toMatchObject({ firstAt: expect.any(String), skewSeconds: expect.any(Number) });
  expect(execution).toMatchObject({ status: 'SUCCEEDED', endedAt: expect.any(String) });
  // The embedded stack has no console.
  expect(execution).not.toHaveProperty('consoleUrl');
  expect(definition).toMatchObject({ StartAt: 'PlanBackup' });
  const tasks = states.filter(({ type }) => type === 'Task');
  expect(tasks.map(({ state }) => state)).toEqual(stages.map(({ state }) => state));
  expect(tasks.map(({ tries, failures }) => tries - failures)).toEqual(tasks.map(({ visits }) => visits));
  expect(tasks.find(({ state }) => state === 'SealBackup')).toMatchObject({ visits: 1, failures: 0, status: 'done' });
});

it('what is browsed on a cluster is what a backup of it holds', async () => {
  const path = { name: 'demo' };
  const spaces = await answered(
    world.api.GET('/v1/clusters/{name}/namespaces', { params: { path, query: { labelSelector: 'team=shop' } } }),
  );
  const of = { namespaces: 'shop', limit: 500 };
  const types = await answered(world.api.GET('/v1/clusters/{name}/resource-types', { params: { path, query: of } }));
  const found = types.items.filter(({ objects = 0 }) => objects > 0);
  const places: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { namespaces: 'shop', limit: 2, ...(cursor ? { cursor } : {}) };
    const page = await answered(world.api.GET('/v1/clusters/{name}/resources', { params: { path, query } }));
    places.push(...page.items.map(({ type, name }) => `${type} ${name}`));
    cursor = page.nextCursor;
  } while (cursor);

  const params = { path: { id: backup.operationId } };
  const { items } = await answered(world.api.GET('/v1/backups/{id}/resources', { params }));
  const held = items
    .filter(({ namespace }) => namespace === 'shop')
    .map(({ group, kind, count }) => [group ? `${kind}.${group}` : kind, count]);
  expect(Object.fromEntries(found.map(({ type, objects }) => [type, objects]))).toEqual(Object.fromEntries(held));
  expect(spaces.items).toMatchObject([
    { name: 'shop', system: false, claims: 2, claimBytes: 2 * 2 ** 30, objects: places.length },
  ]);
  expect(places).toEqual(expect.arrayContaining(['ConfigMap settings', 'PersistentVolumeClaim data', 'Secret key']));
});

describe('a restore into another namespace', () => {
  it('brings every file and object back, and leaves nothing of ours', async () => {
    const restore = await world.restore(backup.operationId);

    expect(restore).toMatchObject({ phase: 'Succeeded', residuals: [] });
    expect(describeTree(await folderOf('shop-copy', 'data'))).toEqual(before);
    expect((await client.get('/api/v1/namespaces/shop-copy')).body.metadata.labels).toMatchObject({ team: 'shop' });
    expect((await client.get(core('shop-copy', '/configmaps/settings'))).body.data).toEqual({ a: '1' });
    expect((await client.get(core('shop-copy', '/secrets/key'))).body.data).toEqual({ k: 'dg==' });
    const claim = (await client.get(core('shop-copy', '/persistentvolumeclaims/data'))).body;
    expect(claim.metadata.labels).toEqual({ app: 'web' });
    const pv = (await client.get(`/api/v1/persistentvolumes/${claim.spec.volumeName}`)).body;
    expect(pv.spec.persistentVolumeReclaimPolicy).toBe('Delete');
    expect(JSON.stringify(pv.metadata)).not.toMatch(/snapferry\.dev\/(installation|operation)/);
    expect(await ours()).toEqual([]);
  });

  it('is refused before it begins, naming what is there, when the target has any of it', async () => {
    await client.post('/api/v1/namespaces', { metadata: { name: 'busy' } });
    await client.post(core('busy', '/configmaps'), { metadata: { name: 'settings' }, data: { mine: 'yes' } });

    const refused = world.restore(backup.operationId, { shop: 'busy' });

    const detail = 'there is already ConfigMap busy/settings';
    await expect(refused).rejects.toMatchObject({ status: 409, problem: { code: 'restore.conflict', detail } });
    expect((await client.get(core('busy', '/configmaps/settings'))).body.data).toEqual({ mine: 'yes' });
    expect(await exists(core('busy', '/persistentvolumeclaims/data'))).toBe(false);
    expect(await ours()).toEqual([]);
  });
});

describe('a file that changed, and has the size and time that it had', () => {
  it('is in the next backup that reads everything, and its volume says so', async () => {
    const folder = await folderOf('shop', 'logs');
    const when = new Date('2026-01-01T00:00:00Z');
    const write = (content: string) => {
      writeFileSync(join(folder, 'container'), content);
      utimesSync(join(folder, 'container'), when, when);
    };
    write('AAAA');
    await world.backUp();
    write('BBBB');
    const changed = describeTree(folder);

    const full = await world.backUp({ fullRead: true });
    const restore = await world.restore(full.operationId, { shop: 'shop-full' });

    expect([full.phase, restore.phase]).toEqual(['Succeeded', 'Succeeded']);
    expect(describeTree(await folderOf('shop-full', 'logs'))).toBe(changed);
    const path = { id: full.operationId };
    const { items } = await answered(world.api.GET('/v1/backups/{id}/volumes', { params: { path } }));
    for (const { result } of items) expect(result).toMatchObject({ fullRead: true, cachedFiles: 0 });
    expect(items.find(({ pvc }) => pvc === 'data')?.result?.rawNames?.entries).toBe(4);
  });
});

describe('a restore of a namespace that was deleted', () => {
  it('brings it back under its own name', async () => {
    const again = await world.backUp();
    await client.remove('/api/v1/namespaces/shop');
    await eventually(async () => !(await exists('/api/v1/namespaces/shop')));

    const restore = await world.restore(again.operationId, {});

    expect(restore).toMatchObject({ phase: 'Succeeded' });
    expect(describeTree(await folderOf('shop', 'data'))).toEqual(before);
  });
});

describe('a backup whose copy is on the cluster only', () => {
  it('is restored from its snapshot, which stays', async () => {
    const local = await world.backUp({ offload: false });
    expect(local).toMatchObject({ phase: 'Succeeded' });
    const snapshots = world.simulator.storage.snapshots().length;

    const restore = await world.restore(local.operationId, { shop: 'shop-local' });

    expect(restore).toMatchObject({ phase: 'Succeeded' });
    expect(describeTree(await folderOf('shop-local', 'data'))).toEqual(before);
    expect(world.simulator.storage.snapshots()).toHaveLength(snapshots);
    expect(await ours()).toEqual([]);
  });
});

describe('a location that was maintained', () => {
  it('is rid of what no seal lists, and gives back what one lists', async () => {
    const { clusterId } = backup.refs.cluster;
    const parts = join(world.bucket, 'backups', clusterId, backup.operationId, 'resources/ConfigMap/shop');
    const listed = readdirSync(parts);
    writeFileSync(join(parts, '9-0123456789abcdef'), 'nobody’s');

    const maintenance = await world.maintain();
    const restore = await world.restore(backup.operationId, { shop: 'shop-maintained' });

    expect(maintenance).toMatchObject({ phase: 'Succeeded', warnings: [], counts: { orphans: 1 } });
    expect(maintenance.maintained).toMatchObject([{ clusterId, namespace: 'shop', full: true, phase: 'Done' }]);
    expect(maintenance.counts.bytesBefore).toBeGreaterThan(0);
    expect(readdirSync(parts)).toEqual(listed);
    expect(restore).toMatchObject({ phase: 'Succeeded' });
    expect(describeTree(await folderOf('shop-maintained', 'data'))).toEqual(before);
    expect(await ours()).toEqual([]);
  });
});

describe('a backup that was altered', () => {
  const place = () => join(world.bucket, 'backups');

  async function fails(code: string, named: string): Promise<void> {
    const restore = await world.restore(backup.operationId, { shop: 'never' });
    expect(restore).toMatchObject({ phase: 'Failed', error: { code } });
    expect(restore.error?.message).toContain(named);
    expect(await exists('/api/v1/namespaces/never')).toBe(false);
    expect(await ours()).toEqual([]);
  }

  function filesOf(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }

  async function altered(file: string, change: (bytes: Buffer) => Buffer, then: () => Promise<void>): Promise<void> {
    const bytes = readFileSync(file);
    writeFileSync(file, change(Buffer.from(bytes)));
    try {
      await then();
    } finally {
      writeFileSync(file, bytes);
    }
  }

  it('fails by naming the seal that was edited', async () => {
    const file =
      filesOf(place()).find((name) => name.includes(backup.operationId) && name.endsWith('backup.json')) ?? '';

    await altered(
      file,
      (bytes) => Buffer.from(bytes.toString().replace('"files":', '"files":1')),
      async () => await fails('seal.invalid', 'backup.json'),
    );
  });

  it('fails by naming the manifest part that is missing', async () => {
    const file = filesOf(place()).find((name) => name.includes(`${backup.operationId}/resources/ConfigMap/`)) ?? '';
    renameSync(file, `${file}.away`);

    await fails('part.not_found', 'resources/ConfigMap/shop/0-');

    renameSync(`${file}.away`, file);
  });

  it('fails by naming the manifest part in which a bit flipped', async () => {
    const file = filesOf(place()).find((name) => name.includes(`${backup.operationId}/resources/Secret/`)) ?? '';

    await altered(file, flip, async () => await fails('part.invalid', 'resources/Secret/shop/0-'));
  });

  it('fails by naming the volume whose data was altered in the repository', async () => {
    const blobs = filesOf(join(world.bucket, 'repositories')).filter((name) => /\/p[0-9a-f]/.test(name));
    const bytes = new Map(blobs.map((name) => [name, readFileSync(name)]));
    for (const [name, blob] of bytes) writeFileSync(name, flip(Buffer.from(blob)));

    await fails('repository.corrupt', 'shop/');

    for (const [name, blob] of bytes) writeFileSync(name, blob);
  });

  function flip(bytes: Buffer): Buffer {
    for (let at = 64; at < bytes.length; at += 4096) bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  }
});
