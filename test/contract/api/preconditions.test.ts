import { beforeAll, describe, expect, it } from 'vitest';
import { backupBody, LOCATION } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
const entries = [{ id: 'night', kind: 'daily', at: '02:00', keep: 3 }];
const { name: _, ...backup } = backupBody();
beforeAll(async () => {
  await world.call('POST', '/v1/policies', { body: { name: 'nightly', entries } });
  await world.call('POST', '/v1/schedules', { body: { name: 'shop', policy: 'nightly', backup } });
  const item = await world.catalog.read('location', LOCATION.name);
  if (!item) throw new Error('no location');
  // a gateway that an earlier release did not note as a use
  const spec = { ...item.spec, gatewayCluster: 'c1' };
  await world.catalog.update({ ...item, spec }, item.generation);
});

const STALE = { 'if-match': '"7"' };

async function isRefusedBeforeAll(path: string): Promise<void> {
  const before = await world.readAll();

  const { status, body } = await world.call('DELETE', path, { headers: STALE });

  expect({ status, code: body.code }).toEqual({ status: 412, code: 'request.precondition_failed' });
  expect(await world.readAll()).toEqual(before);
}

describe('a DELETE of what has another generation by now is refused for that, and writes nothing', () => {
  it.each([
    ['a location whose key nobody has said to keep, and which is used', `/v1/locations/${LOCATION.name}`],
    ['a cluster that is used', '/v1/clusters/c1'],
    ['a policy that is used', '/v1/policies/nightly'],
    ['a schedule', '/v1/schedules/shop'],
    ['by force, too', `/v1/locations/${LOCATION.name}?force=true`],
  ])('%s', async (_what, path) => await isRefusedBeforeAll(path));

  it('while somebody else removes it', async () => {
    const item = await world.catalog.read('cluster', 'c1');
    const told: number[] = [];
    const evict = async () => {
      told.push((await world.call('DELETE', '/v1/clusters/c1', { headers: STALE })).status);
      throw new Error('it stays');
    };

    await expect(world.catalog.remove('cluster', 'c1', item?.generation, { evict })).rejects.toThrow('it stays');

    expect(told).toEqual([412]);
  });
});
