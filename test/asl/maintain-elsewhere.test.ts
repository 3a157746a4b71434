import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { repositoryPath } from '../../functions/domain/location/location-layout.ts';
import type { LocationSpec, LocationStatus } from '../../functions/domain/location/location-spec.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { ObjectStore } from '../../functions/services/location/location.ts';
import { MAINTENANCE } from './harness/benches.ts';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import type { Subject } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

const GONE = '00000000-0000-4000-8000-00000000dead';
let world: World;
let one: AslCluster;
let other: AslCluster;
let subject: Subject;
let store: ObjectStore;
/** Which repositories the movers of each cluster had in their hands. */
let seen: { one: string[]; other: string[] };

beforeAll(async () => {
  world = await startWorld();
  one = await startCluster(world.plane);
  other = await startCluster(world.plane);
  await createShop(one, 1);
  subject = await MAINTENANCE.subject(world, one);
  store = world.plane.bucket;
  for (const clusterId of [other.ref.clusterId, GONE]) {
    await store.put(`${repositoryPath(clusterId, 'shop')}kopia.repository`, Buffer.from('found there'));
  }
  const item = await world.plane.services.catalog.read('location', world.location.name);
  const look = { observedGeneration: item?.generation ?? 0, at: '2026-11-23T08:00:00.000Z' };
  const clusters = { [one.ref.clusterId]: look, [other.ref.clusterId]: look };
  await world.plane.services.catalog.writeStatus('location', world.location.name, world.location.uid, { clusters });
}, 120_000);

afterAll(async () => {
  await Promise.all([one.simulator.stop(), other.simulator.stop()]);
  await world.stop();
});

beforeEach(async () => {
  await subject.reset?.(one);
  seen = { one: [], other: [] };
  for (const [name, { kopia }] of Object.entries({ one, other })) {
    kopia.fail = (_, { SF_PREFIX: prefix = '' }) => {
      seen[name as 'one' | 'other'].push(prefix.split('/repositories/')[1]?.split('/')[0] ?? '');
      return undefined;
    };
  }
});

async function maintain(): Promise<Operation> {
  const ended = await world.ended(await world.start(subject, one));
  await world.plane.clock.advance(60_000);
  return ended;
}

async function nameGateway(gatewayCluster: string | undefined): Promise<void> {
  const { catalog } = world.plane.services;
  const item = await catalog.read('location', world.location.name);
  if (!item) throw new Error('no location');
  const { gatewayCluster: _, ...spec } = item.spec as LocationSpec;
  const changed = { ...spec, ...(gatewayCluster ? { gatewayCluster } : {}) };
  const { generation } = await catalog.update({ ...item, spec: changed }, item.generation);
  const look = { observedGeneration: generation, at: '2026-11-23T08:00:00.000Z' };
  const clusters = { [one.ref.clusterId]: look, [other.ref.clusterId]: look };
  await catalog.writeStatus('location', item.name, item.uid, { clusters });
}

const statusNow = async () =>
  (await world.plane.services.catalog.read('location', world.location.name))?.status as LocationStatus;
const jobsOn = ({ simulator }: AslCluster) => simulator.objects.list('jobs.batch', 'snapferry');

describe('a location with repositories of several clusters', () => {
  it('gives no cluster the password of another: each maintains its own, and what is nobody’s is said', async () => {
    const { phase, warnings, counts } = await maintain();

    expect(phase).toBe('Succeeded');
    expect(seen).toEqual({ one: [one.ref.clusterId], other: [other.ref.clusterId] });
    expect(counts.maintained).toBe(2);
    expect(warnings.join()).toContain(`the repositories of cluster ${GONE} (shop) are not maintained`);
    expect((await statusNow()).unmaintained).toHaveLength(1);
    expect([jobsOn(one), jobsOn(other)]).toEqual([[], []]);
  });

  it('has those of a cluster that is gone maintained by the gatewayCluster that an admin has named', async () => {
    await nameGateway(other.ref.name);

    const { phase } = await maintain();
    await nameGateway(undefined);

    expect(phase).toBe('Succeeded');
    expect(seen.one).toEqual([one.ref.clusterId]);
    expect(seen.other.toSorted()).toEqual([GONE, other.ref.clusterId].toSorted());
    expect((await statusNow()).unmaintained).toBeUndefined();
  });

  it('goes on with the others while one of them does not answer, and ends', async () => {
    const back = other.simulator.faults.add({ on: 'request', effect: { status: 503 } });

    const { phase, error, maintained } = await maintain();
    back();

    expect(phase).toBe('Failed');
    expect(error?.message).toContain(`${other.ref.clusterId}/shop: `);
    expect(maintained?.map(({ clusterId, phase: of }) => [clusterId, of])).toEqual(
      expect.arrayContaining([
        [one.ref.clusterId, 'Done'],
        [other.ref.clusterId, 'Failed'],
      ]),
    );
    expect(seen).toEqual({ one: [one.ref.clusterId], other: [] });
  });
});
