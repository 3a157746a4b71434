import { beforeEach, describe, expect, it } from 'vitest';
import { completeOperation } from '../../functions/completion/complete-operation.ts';
import { Fault, type FaultCode } from '../../functions/domain/errors.ts';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import { revalidate } from '../../functions/events/revalidate.ts';
import { backupBody, clusterBody, LOCATION, markValid } from '../support/api-steps.ts';
import type { ApiWorld } from '../support/api-world.ts';
import { startShopApi } from '../support/shop-api.ts';
import { startShopCluster } from '../support/shop-cluster.ts';
import { SPECS } from '../support/specs.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

const { world, cluster } = await startShopApi();
let looks: string[];
/** What the store answers the control plane with. */
let refusal: Fault | undefined;
beforeEach(() => {
  looks = [];
  refusal = undefined;
});

async function round(services: Partial<ApiWorld> = {}) {
  const claims = {
    claim: async ({ name }: { name: string }) => {
      looks.push(name);
      const item = await world.catalog.read('location', name);
      if (refusal) throw refusal;
      return { generation: Number(item?.generation), locationUid: String(item?.uid) };
    },
  };
  return await revalidate({ ...world, ...services, claims })();
}
const read = async (path: string) => (await world.call('GET', path)).body;
const validations = async () => (await read('/v1/operations?kind=validation')).items as { id: string; name: string }[];

describe('revalidation', () => {
  it('looks at nothing that was found well within the day', async () => {
    expect(await round()).toEqual({ looks: 0, failed: 0 });
  });

  it('looks once a day at each cluster, and at each location from every side that has looked before', async () => {
    await world.call('POST', '/v1/locations', { body: { ...LOCATION, name: 'unseen' } });
    world.clock.advance(DAY);

    const first = await round();
    const again = await round();

    expect(first).toEqual({ looks: 3, failed: 0 });
    expect(looks).toEqual(['attic']);
    expect((await validations()).map(({ name }) => name)).toEqual(['attic from c1']);
    expect(again).toEqual({ looks: 1, failed: 0 });
    const now = world.clock.now().toISOString();
    expect((await read('/v1/clusters/c1')).status).toMatchObject({
      state: 'Valid',
      validatedAt: now,
      lastValidAt: now,
    });
    expect((await read('/v1/locations/attic')).controlPlane).toEqual({ state: 'Valid', at: now, lastValidAt: now });
    const [{ id } = { id: '' }] = await validations();
    expect(await world.ledger.readOperation(id)).toMatchObject({ createdBy: 'revalidation', phase: 'Pending' });
    await world.ledger.finishOperation({ operationId: id, epoch: 1 }, 'Succeeded', {});
  });

  it('makes what fails visibly invalid, with what last worked, and goes on with the others', async () => {
    const lastValidAt = world.clock.now().toISOString();
    const silent = await startShopCluster();
    await world.call('POST', '/v1/clusters', { body: clusterBody(silent, { name: 'c0' }) });
    await silent.stop();
    world.clock.advance(DAY);
    refusal = new Fault('location.credentials_expired', 'bucket bucket at https://s3.example: 403 ExpiredToken');

    const found = await round();

    const at = world.clock.now().toISOString();
    expect(found).toMatchObject({ failed: 2 });
    const { status } = await read('/v1/clusters/c0');
    expect(status).toMatchObject({ state: 'Invalid', lastValidAt, reason: { code: 'cluster.unreachable' } });
    expect(status.validatedAt >= at).toBe(true);
    expect((await read('/v1/clusters/c1')).status.state).toBe('Valid');
    const { controlPlane } = await read('/v1/locations/attic');
    expect(controlPlane).toMatchObject({
      state: 'Invalid',
      lastValidAt,
      reason: { code: 'location.credentials_expired', message: expect.stringContaining('403 ExpiredToken') },
    });
    const refused = await world.call('POST', '/v1/backups', { body: backupBody() });
    expect(refused).toMatchObject({ status: 409, body: { code: 'location.not_valid' } });
    expect(refused.body.detail).toContain('ExpiredToken');
  });

  it('looks at what was found wanting again within the hour, and only at that', async () => {
    await world.call('DELETE', '/v1/clusters/c0', { headers: { 'if-match': '*' } });
    world.clock.advance(HOUR);

    expect(await round()).toMatchObject({ failed: 0 });

    expect(looks).toEqual(['attic']);
    expect((await read('/v1/locations/attic')).state).toBe('Valid');
  });

  it('looks within the hour at what was changed, should its own look have come to nothing', async () => {
    await markValid(world, cluster.clusterId);
    const { name: _, ...body } = LOCATION;
    const { body: changed } = await world.call('PUT', '/v1/locations/attic', { body, headers: { 'if-match': '*' } });
    const before = await validations();
    expect(changed.validations).toHaveLength(1);

    const atOnce = await round();
    world.clock.advance(HOUR / 2);
    const later = await round();

    expect(atOnce).toEqual({ looks: 0, failed: 0 });
    expect(later).toEqual({ looks: 2, failed: 0 });
    expect((await read('/v1/locations/attic')).state).toBe('Valid');
    expect(await validations()).toHaveLength(before.length + 1);
  });
});

describe('a backup whose store no longer knows the credentials', () => {
  const fail = async (name: string, code: FaultCode) => {
    const { uid = '' } = (await world.catalog.read('location', 'attic')) ?? {};
    const refs = { cluster: { name: 'c1', uid: 'u', clusterId: 'x' }, locations: [{ name: 'attic', uid }] };
    const operationId = operationIdOf('backup', [name]);
    const given = { operationId, kind: 'backup' as const, name, spec: SPECS.backup, refs, createdBy: 'tester' };
    await world.ledger.createOperation(newOperation(given, world.clock.now(), HOUR));
    world.clock.advance(60);
    return async (meanwhile = async () => {}) => {
      const error = { code, message: '403 ExpiredToken' };
      await world.ledger.finishOperation({ operationId, epoch: 1 }, 'Failed', { error });
      await meanwhile();
      const operation = await world.ledger.readOperation(operationId);
      if (operation) await completeOperation(world, operation);
      return (await read('/v1/locations/attic')).state;
    };
  };

  it.each(['location.credentials_expired', 'location.marker_not_found'] as const)(
    'or that has found its bucket emptied makes its location invalid until the next look: %s',
    async (code) => {
      const end = await fail(code, code);

      expect(await end()).toBe('Invalid');
      world.clock.advance(HOUR);
      await round();
      expect((await read('/v1/locations/attic')).state).toBe('Valid');
    },
  );

  it('says nothing of one that was looked at since it ended', async () => {
    const end = await fail('settled late', 'location.marker_not_found');
    const { uid = '', generation = 0 } = (await world.catalog.read('location', 'attic')) ?? {};
    const look = async () => {
      world.clock.advance(60);
      const validated = { observedGeneration: generation, at: world.clock.now().toISOString() };
      await world.catalog.writeStatus('location', 'attic', uid, { validated });
    };

    expect(await end(look)).toBe('Valid');
  });

  it('says nothing of one that was given others meanwhile, nor of a store that was away', async () => {
    const away = await fail('away', 'location.unreachable');
    const before = await fail('before the change', 'location.credentials_expired');
    expect(await away()).toBe('Valid');
    const { name: _, ...body } = LOCATION;
    await world.call('PUT', '/v1/locations/attic', { body, headers: { 'if-match': '*' } });

    expect(await before()).toBe('NotValidated');
  });
});
