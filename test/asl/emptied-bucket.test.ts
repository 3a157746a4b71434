import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { BACKUP } from './harness/benches.ts';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import { CLAIMS } from './harness/matrix.ts';
import { startWorld, type World } from './harness/world.ts';

let world: World;
let cluster: AslCluster;
beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createShop(cluster, CLAIMS);
});
afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
});

async function backUp(): Promise<Operation> {
  const ended = await world.ended(await world.start(await BACKUP.subject(world, cluster), cluster));
  await world.plane.clock.advance(60_000);
  return ended;
}

async function emptyTheBucket(): Promise<void> {
  const store = world.plane.bucket;
  const { keys } = await store.list('');
  for (const { key } of keys) await store.delete(key);
  cluster.kopia.empty();
}

it('is said by the next backup before it cuts anything, and the location is invalid', async () => {
  expect((await backUp()).phase).toBe('Succeeded');
  await emptyTheBucket();

  const ended = await backUp();

  expect(ended).toMatchObject({
    phase: 'Failed',
    error: { code: 'location.marker_not_found', stage: 'BeginRepositories' },
  });
  const item = await world.plane.services.catalog.read('location', world.location.name);
  expect(item?.status.validated).toMatchObject({ reason: { code: 'location.marker_not_found' } });
});

it('is written to anew once the location has its marker again: the same backup makes its repository and is whole', async () => {
  await world.plane.services.locations.claim(world.location, 'a-look');

  const ended = await backUp();

  expect(ended).toMatchObject({ phase: 'Succeeded', counts: { moved: CLAIMS } });
  expect(cluster.kopia.runs['create-repository']).toBe(2);
  expect(cluster.kopia.broken).toEqual([]);
});
