import { afterAll, beforeAll, expect, it } from 'vitest';
import { startUpkeep } from '../../functions/events/start-upkeep.ts';
import { type ApiWorld, startApiWorld } from '../support/api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.stop());

const look = (generation = 1) => ({ observedGeneration: generation, at: '2026-11-23T08:00:00.000Z' });

async function create(kind: 'cluster' | 'location', name: string, status: Record<string, unknown>): Promise<void> {
  const at = world.clock.now().toISOString();
  const spec = { settings: {} };
  const item = { kind, name, uid: `uid-of-${name}`, generation: 1, spec, status };
  await world.catalog.create({ ...item, createdAt: at, createdBy: 'ann', updatedAt: at });
}

async function maintenances(): Promise<{ location: string; cluster: string }[]> {
  const { items } = await world.ledger.listOperations({ kind: 'maintenance' });
  return items.map(({ refs }) => ({ location: refs.location?.name ?? '', cluster: refs.cluster.name }));
}

it('maintains each valid location once an hour at most, until it has succeeded', async () => {
  const upkeep = startUpkeep(world);
  await create('cluster', 'one', { clusterId: 'c1' });
  await create('cluster', 'two', { clusterId: 'c2' });
  await create('location', 'attic', { validated: look(), clusters: { c1: look(), c2: look() } });
  await create('location', 'cellar', { validated: look(), clusters: { c1: look() } });
  await create('location', 'changed', { validated: look(0), clusters: { c1: look() } });
  await create('location', 'far', { validated: look(), clusters: { c3: look() } });
  // of the two that reach it, the one that has something there
  await world.repositories.recordCreated({ locationUid: 'uid-of-attic', clusterId: 'c2', namespace: 'shop' });

  expect(await upkeep()).toEqual({ started: 2 });
  expect(await upkeep()).toEqual({ started: 0 });

  const first = [
    { location: 'attic', cluster: 'two' },
    { location: 'cellar', cluster: 'one' },
  ];
  expect(await maintenances()).toEqual(expect.arrayContaining(first));
  const at = world.clock.now().toISOString();
  await world.catalog.writeStatus('location', 'attic', 'uid-of-attic', { maintenance: { at, phase: 'Succeeded' } });
  await world.catalog.writeStatus('location', 'cellar', 'uid-of-cellar', { maintenance: { at, phase: 'Failed' } });
  world.clock.advance(3600);
  expect(await upkeep()).toEqual({ started: 1 });
  world.clock.advance(5 * 3600);
  expect(await upkeep()).toEqual({ started: 2 });
});
