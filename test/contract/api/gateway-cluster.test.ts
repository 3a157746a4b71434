import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clusterBody, LOCATION } from '../../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

const ANY = { 'if-match': '*' };
const KEPT = { ...LOCATION, recoveryKey: `sfrk1-${'A'.repeat(43)}` };
const { name: _, ...BODY } = LOCATION;
const USERS = [{ kind: 'location', name: 'attic' }];

let world: ApiWorld;
let cluster: ShopCluster;
let other: ShopCluster;
beforeAll(async () => {
  world = await startApiWorld();
  [cluster, other] = await Promise.all([startShopCluster(), startShopCluster()]);
});
beforeEach(async () => {
  await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });
  await world.call('POST', '/v1/locations', { body: { ...KEPT, gatewayCluster: 'c1' } });
});
afterEach(async () => {
  await remove('/v1/locations/attic');
  await remove('/v1/clusters/c1');
});
afterAll(async () => {
  await world.stop();
  await Promise.all([cluster.stop(), other.stop()]);
});

const remove = async (path: string) => await world.call('DELETE', path, { headers: ANY });
const change = async (changes: object, headers: Record<string, string> = ANY) =>
  await world.call('PUT', '/v1/locations/attic', { body: { ...BODY, ...changes }, headers });
const usesOf = async () => (await world.readAll()).catalog.filter((row) => row.includes('use#cluster'));

describe('the gatewayCluster of a location', () => {
  it('is not removed while it is one, and the answer names the location', async () => {
    const refused = await remove('/v1/clusters/c1');

    expect(refused).toMatchObject({ status: 409, body: { code: 'object.in_use', users: USERS } });
    expect((await world.call('GET', '/v1/locations/attic')).body).toMatchObject({ gatewayCluster: 'c1', warnings: [] });
  });

  it('is free once the location has none or another one, or is removed', async () => {
    await world.call('POST', '/v1/clusters', { body: clusterBody(other, { name: 'c2' }) });
    const another = await change({ gatewayCluster: 'c2' });
    const first = await remove('/v1/clusters/c1');
    const held = await remove('/v1/clusters/c2');
    await change({});
    const second = await remove('/v1/clusters/c2');

    expect(another.body.gatewayCluster).toBe('c2');
    expect([first.status, held.status, second.status]).toEqual([204, 409, 204]);
    expect(await usesOf()).toEqual([]);
  });

  it('is not held by a change that was refused', async () => {
    await change({});
    const stale = await change({ gatewayCluster: 'c1' }, { 'if-match': '"1"' });

    expect(stale.status).toBe(412);
    expect((await remove('/v1/clusters/c1')).status).toBe(204);
  });

  it('must be registered', async () => {
    const refused = await change({ gatewayCluster: 'ghost' });

    expect(refused).toMatchObject({ status: 404, body: { code: 'cluster.not_found' } });
    expect(refused.body.errors).toEqual([expect.objectContaining({ pointer: '/gatewayCluster' })]);
    expect((await usesOf()).filter((row) => row.includes('ghost'))).toEqual([]);
  });

  it('is held by a location that an earlier version wrote, which has left no row of its use', async () => {
    await world.catalog.removeUse({ kind: 'cluster', name: 'c1' }, { kind: 'location', name: 'attic' });
    expect(await usesOf()).toEqual([]);

    const refused = await remove('/v1/clusters/c1');

    expect(refused).toMatchObject({ status: 409, body: { users: USERS } });
  });

  it('goes by force; the location stays, is what it was, and warns until the cluster is registered again', async () => {
    world.clock.advance(1);
    const removed = await world.call('DELETE', '/v1/clusters/c1?force=true', { headers: ANY });
    const without = await world.call('GET', '/v1/locations/attic');
    const listed = await world.call('GET', '/v1/locations');
    const tombstone = await world.call('GET', '/v1/clusters/c1?deleted=true');
    await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });
    const again = await world.call('GET', '/v1/locations/attic');
    const refused = await remove('/v1/clusters/c1');

    expect(removed.status).toBe(204);
    expect(without.body).toMatchObject({ generation: 1, gatewayCluster: 'c1' });
    expect(without.body.warnings).toEqual([expect.stringContaining('gatewayCluster c1 is not registered')]);
    expect(listed.body.items).toEqual([without.body]);
    expect(tombstone.body.removed).toMatchObject({ by: 'ann', forced: true });
    expect(again.body.warnings).toEqual([]);
    expect(refused).toMatchObject({ status: 409, body: { users: USERS } });
  });

  it('that a removal left half-way is removed by the next one, if it is free by then', async () => {
    const name = 'c1';
    const died = world.catalog.remove('cluster', name, undefined, { evict: () => new Promise(() => undefined) });
    void died;
    await expect.poll(async () => (await world.catalog.read('cluster', name))?.deletingAt).toBeDefined();

    const refused = await remove('/v1/clusters/c1');
    await remove('/v1/locations/attic');
    const removed = await remove('/v1/clusters/c1');

    expect(refused).toMatchObject({ status: 409, body: { users: USERS } });
    expect(removed.status).toBe(204);
  });
});
