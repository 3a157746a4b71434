import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { repositoryPath } from '../../functions/domain/location/location-layout.ts';
import { eventsOf } from '../../functions/domain/notification/notification.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { ObjectStore } from '../../functions/services/location/location.ts';
import { BACKUP, MAINTENANCE } from './harness/benches.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { said } from './harness/kopia.ts';
import type { Subject } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

const LOOKED = { bytesBefore: 2, bytesAfter: 2, snapshots: 1, removedSnapshots: 0, checked: 'full', damaged: [] };

let world: World;
let cluster: AslCluster;
let maintenance: Subject;
let store: ObjectStore;
let format: string;
let path: string;

beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createShop(cluster, 1);
  maintenance = await MAINTENANCE.subject(world, cluster);
  store = world.plane.bucket;
  path = repositoryPath(cluster.ref.clusterId, SHOP);
  format = `${path}kopia.repository`;
}, 120_000);

afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
});

beforeEach(async () => {
  cluster.kopia.fail = undefined;
  await world.plane.clock.advance(60_000);
});

async function backUp(): Promise<Operation> {
  return await world.run(await BACKUP.subject(world, cluster), cluster);
}

/** @param words what kopia says when it is to open the repository; it opens without */
async function maintain(words?: string, more: Record<string, unknown> = {}): Promise<Operation> {
  cluster.kopia.fail = (action) => {
    if (action !== 'maintain') return undefined;
    if (words) return said(1, { action, failed: 'connect', exit: 1, said: words });
    return said(0, { action, ...LOOKED, ...more });
  };
  const ended = await world.run(maintenance, cluster);
  cluster.kopia.fail = undefined;
  return ended;
}

const read = async ({ operationId }: Operation) => await world.plane.services.ledger.readOperation(operationId);

async function eventsIn({ operationId }: Operation, types: string[]) {
  const { items } = await world.plane.services.ledger.readEvents(operationId);
  return items.filter(({ type }) => types.includes(type)).map(({ type, details }) => ({ type, details }));
}

it.each([
  ['has lost kopia.repository', 'repository not initialized in the provided storage', 'repository.not_found', true],
  [
    'has another password',
    'unable to create format manager: invalid repository password',
    'repository.mismatch',
    false,
  ],
  ['has an altered kopia.repository', "invalid format blob: invalid character 'g'", 'repository.unreadable', false],
])(
  'a repository that %s: its backups say so, told once, until it opens and is whole',
  async (_, words, code, isGone) => {
    const backup = await backUp();
    const repository = `${cluster.ref.clusterId}/${SHOP}`;
    const body = (await store.get(format)) ?? Buffer.from('format');
    await store.put(format, body);
    await store.put(`${path}p1`, Buffer.from('pack'));
    if (isGone) await store.delete(format);

    const found = await maintain(words);
    const marked = await read(backup);
    const told = await world.findings();
    const again = await maintain(words);
    await store.put(format, body);
    const quick = await maintain(undefined, { checked: 'quick' });
    const still = await read(backup);
    const healed = await maintain();

    expect(found).toMatchObject({ phase: 'Succeeded', counts: { maintained: 0 }, newFindings: 1 });
    expect(found.damagedBackups).toContain(backup.operationId);
    expect(eventsOf(found)).toEqual(['backup.damaged', 'location.finding']);
    expect(await eventsIn(found, ['RepositoryUnreadable'])).toEqual([
      { type: 'RepositoryUnreadable', details: { repository } },
    ]);
    expect(marked).toMatchObject({ damagedVolumes: [expect.stringContaining(`${SHOP}/`)] });
    expect(marked?.damagedAt).toBeDefined();
    expect(told).toMatchObject([{ code, clusterId: cluster.ref.clusterId, repository }]);
    expect([again.damagedBackups, again.newFindings, eventsOf(again)]).toEqual([undefined, 0, []]);
    expect(quick.findings).toEqual([]);
    expect(still?.damagedAt).toBe(marked?.damagedAt);
    expect(await read(backup)).not.toHaveProperty('damagedAt');
    expect(await world.findings()).toBeUndefined();
    const [event] = await eventsIn(healed, ['BackupsHealed']);
    expect(event?.details).toMatchObject({ repository, backups: expect.arrayContaining([backup.operationId]) });
  },
);

it.each([
  ['a store that does not answer', 'dial tcp: connection refused'],
  ['a store that refuses', 'Access Denied.'],
  ['an error that nobody knows', 'something else'],
])('%s fails the maintenance, and says nothing of backups', async (_, words) => {
  const backup = await backUp();

  const ended = await maintain(words);

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'repository.failed' } });
  expect([ended.damagedBackups, ended.findings]).toEqual([undefined, []]);
  expect(await read(backup)).not.toHaveProperty('damagedAt');
});

it('a mover that finds no repository where the control plane finds one says nothing of backups', async () => {
  const backup = await backUp();
  await store.put(format, Buffer.from('format'));

  const ended = await maintain('repository not initialized');

  expect(ended.phase).toBe('Failed');
  expect(await read(backup)).not.toHaveProperty('damagedAt');
});

it('what a damaged snapshot had before is not taken back by a repository that opens again', async () => {
  const [damaged, whole] = [await backUp(), await backUp()];
  const [volume] = await world.plane.services.ledger.readVolumes(damaged.operationId);
  const token = volume?.result?.kopiaId.slice(0, 8);
  await maintain(undefined, { damaged: [token] });
  await maintain('invalid repository password');
  const all = await Promise.all([damaged, whole].map(read));

  await maintain(undefined, { damaged: [token] });

  expect(all.map((one) => one?.damagedAt !== undefined)).toEqual([true, true]);
  expect((await read(damaged))?.damagedAt).toBeDefined();
  expect(await read(whole)).not.toHaveProperty('damagedAt');
  await maintain();
});

it('the next backup into a repository without kopia.repository fails with what to do, and makes none over it', async () => {
  const earlier = await backUp();
  const body = (await store.get(format)) ?? Buffer.from('format');
  await store.put(`${path}p1`, Buffer.from('pack'));
  await store.delete(format);
  cluster.kopia.empty();
  const creations = cluster.kopia.runs['create-repository'];

  const ended = await backUp();
  const found = await maintain('repository not initialized');
  const told = await world.findings();
  await store.put(format, body);
  await maintain();

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'repository.unreadable' } });
  expect(ended.error?.message).toContain(path);
  expect(cluster.kopia.runs['create-repository']).toBe(creations);
  expect(found.damagedBackups).toContain(earlier.operationId);
  expect(told).toMatchObject([{ code: 'repository.not_found' }]);
  expect(await read(earlier)).not.toHaveProperty('damagedAt');
});

it('the next backup into a repository that cannot be opened fails for that, and no Job repairs it', async () => {
  cluster.kopia.fail = (action) =>
    action === 'snapshot' ? said(1, { action, failed: 'connect', exit: 1, said: 'invalid format blob: x' }) : undefined;

  const ended = await backUp();

  expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'repository.unreadable' } });
  expect(cluster.kopia.runs['repair-repository']).toBeUndefined();
});

it('a repository of which nothing is left: its backups say so before the next backup makes it anew', async () => {
  const earlier = await backUp();
  for (const { key } of (await store.list(path)).keys) await store.delete(key);
  cluster.kopia.empty();

  const found = await maintain();
  const marked = await read(earlier);
  const again = await maintain();
  const next = await backUp();

  expect(found).toMatchObject({ phase: 'Succeeded', newFindings: 1 });
  expect(found.damagedBackups).toContain(earlier.operationId);
  expect(found.findings).toMatchObject([{ code: 'repository.not_found' }]);
  expect(marked?.damagedAt).toBeDefined();
  expect([again.newFindings, again.damagedBackups]).toEqual([0, undefined]);
  expect(next.phase).toBe('Succeeded');
  expect(await read(next)).not.toHaveProperty('damagedAt');
});
