import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClusterStatus } from '../../functions/domain/cluster/cluster-spec.ts';
import type { LocationStatus } from '../../functions/domain/location/location-spec.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { Phase } from '../../functions/domain/operation/phase.ts';
import { startMaintenances } from '../../functions/events/start-maintenances.ts';
import type { CatalogItem } from '../../functions/services/catalog/catalog.ts';
import { type ApiWorld, startApiWorld } from '../support/api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.stop());

const look = (generation = 1) => ({ observedGeneration: generation, at: '2026-11-23T08:00:00.000Z' });

const s3 = { endpoint: 'https://s3.example.com', region: 'eu-1', bucket: 'b', prefix: '', pathStyle: true };
const CLUSTER: CatalogItem<'cluster'>['spec'] = {
  server: 'https://api.example.com',
  namespace: 'snapferry',
  accessKind: 'token',
  hasRestoreAccess: false,
  settings: {},
  secretArns: { backup: 'arn' },
};

const factsOf = (name: string) => {
  const at = world.clock.now().toISOString();
  return { name, uid: `uid-of-${name}`, generation: 1, createdAt: at, createdBy: 'ann', updatedAt: at };
};

async function createCluster(name: string, clusterId: string, reason?: ClusterStatus['reason']): Promise<void> {
  const found = { version: 'v1', snapshotCrds: true, deniedPermissions: [], validatedAt: '2026-11-23T08:00:00.000Z' };
  const status = { ...found, clusterId, reason };
  await world.catalog.create({ ...factsOf(name), kind: 'cluster', spec: CLUSTER, status });
}

async function createLocation(name: string, status: LocationStatus, more: { gatewayCluster?: string } = {}) {
  const spec = { type: 's3' as const, s3, access: 'controlPlane' as const, ...more };
  await world.catalog.create({ ...factsOf(name), kind: 'location', spec, status });
}

async function maintenances(): Promise<Operation[]> {
  return (await world.ledger.listOperations({ kind: 'maintenance' })).items;
}

/** Ends the one that runs, as its machine does. */
async function end(location: string, phase: Phase): Promise<void> {
  const running = (await maintenances()).find((one) => one.refs.locations[0]?.name === location && !one.finishedAt);
  if (!running) throw new Error(`${location} is not maintained`);
  await world.ledger.finishOperation(running, phase, {});
  const maintenance = { operationId: running.operationId, at: running.createdAt, phase };
  await world.catalog.writeStatus('location', location, `uid-of-${location}`, { maintenance });
}

it('has the work done by the gatewayCluster, if there is one', async () => {
  await createCluster('gate', 'c9');
  await createLocation('gated', { validated: look() }, { gatewayCluster: 'gate' });
  world.clock.advance(6 * 3600);

  expect(await startMaintenances(world)()).toEqual({ started: 1 });

  expect((await maintenances()).map(({ refs }) => refs.cluster.name)).toEqual(['gate']);
  await world.catalog.writeStatus('location', 'gated', 'uid-of-gated', { validated: undefined });
});

it('stands on a cluster that answers, so that one that is away keeps none of the others', async () => {
  const away = { code: 'cluster.unreachable' as const, message: 'no answer' };
  await createCluster('away', 'c7', away);
  await createCluster('well', 'c8');
  await createLocation('shared', { validated: look(), clusters: { c7: look(), c8: look() } });
  await world.repositories.recordCreated({ locationUid: 'uid-of-shared', clusterId: 'c7', namespace: 'shop' });
  world.clock.advance(6 * 3600);

  expect(await startMaintenances(world)()).toEqual({ started: 1 });

  const [started] = (await maintenances()).filter(({ refs }) => refs.locations[0]?.name === 'shared');
  expect(started?.refs.cluster.name).toBe('well');
  await world.catalog.writeStatus('location', 'shared', 'uid-of-shared', { validated: undefined });
});

it('maintains each valid location every six hours, after a failure every hour, and never one twice at once', async () => {
  const start = startMaintenances(world);
  await createCluster('one', 'c1');
  await createCluster('two', 'c2');
  await createLocation('attic', { validated: look(), clusters: { c1: look(), c2: look() } });
  await createLocation('cellar', { validated: look(), clusters: { c1: look() } });
  await createLocation('changed', { validated: look(0), clusters: { c1: look() } });
  await createLocation('far', { validated: look(), clusters: { c3: look() } });
  // of the two that reach it, the one that has something there
  await world.repositories.recordCreated({ locationUid: 'uid-of-attic', clusterId: 'c2', namespace: 'shop' });

  expect(await start()).toEqual({ started: 0 });
  world.clock.advance(6 * 3600);
  expect(await start()).toEqual({ started: 2 });
  expect(await start()).toEqual({ started: 0 });

  const clusters = (await maintenances()).slice(0, 2).map(({ refs }) => [refs.locations[0]?.name, refs.cluster.name]);
  expect(Object.fromEntries(clusters)).toEqual({ attic: 'two', cellar: 'one' });
  world.clock.advance(3600);
  expect(await start()).toEqual({ started: 0 });
  await end('attic', 'Succeeded');
  await end('cellar', 'Failed');
  expect(await start()).toEqual({ started: 1 });
  await end('cellar', 'Succeeded');
  world.clock.advance(5 * 3600);
  expect(await start()).toEqual({ started: 1 });
});
