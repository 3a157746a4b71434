import { beforeAll, describe, expect, it } from 'vitest';
import { operationIdOf } from '../../../functions/domain/ids.ts';
import { newOperation } from '../../../functions/domain/operation/new-operation.ts';
import { backupBody, LOCATION } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';
import { SPECS } from '../../support/specs.ts';

const { world, cluster } = await startShopApi();
let open: string;
beforeAll(async () => {
  open = (await world.call('POST', '/v1/backups', { body: backupBody() })).body.id;
});

const change = async (body: object) =>
  await world.call('PUT', '/v1/clusters/c1', { body, headers: { 'if-match': '*' } });
const remove = async (path: string) => await world.call('DELETE', path, { headers: { 'if-match': '*' } });
const acknowledge = async (name: string) =>
  await world.call('POST', `/v1/locations/${name}/recovery-key`, { body: { acknowledged: true } });

/** Backups that used the cluster and the location, and have ended without taking that back. */
async function leaveEnded(count: number): Promise<void> {
  const { catalog, clock, ledger } = world;
  const refs = { cluster: { name: 'c1', uid: 'u', clusterId: cluster.clusterId }, locations: [] };
  const end = async (name: string) => {
    const operationId = operationIdOf('backup', [name]);
    const given = { operationId, kind: 'backup' as const, name, spec: SPECS.backup, refs, createdBy: 'tester' };
    await ledger.createOperation(newOperation(given, clock.now(), 3600));
    await ledger.finishOperation({ operationId, epoch: 1 }, 'Succeeded', {});
    const user = { kind: 'backup', name: operationId };
    await catalog.addUse({ kind: 'cluster', name: 'c1' }, user);
    await catalog.addUse({ kind: 'location', name: LOCATION.name }, user);
  };
  await Promise.all(Array.from({ length: count }, (_, n) => end(`ended ${n}`)));
}

describe('while an operation of it is open, a cluster', () => {
  it('stays in its namespace, where the operation would look for what it has made', async () => {
    const refused = await change({ namespace: 'ours' });

    expect(refused).toMatchObject({ status: 409, body: { code: 'operation.running', operations: [open] } });
    expect((await world.call('GET', '/v1/clusters/c1')).body).toMatchObject({ namespace: 'snapferry', generation: 1 });
  });

  it('changes in all else', async () => {
    expect((await change({ settings: { moverLimit: 2 } })).body).toMatchObject({ settings: { moverLimit: 2 } });
  });
});

describe('a location whose recovery key nobody has said to keep', () => {
  it('is not removed, and is once that was said', async () => {
    const { body } = await world.call('POST', '/v1/locations', { body: { ...LOCATION, name: 'cellar' } });

    const refused = await remove('/v1/locations/cellar');
    const shown = await world.call('GET', '/v1/locations/cellar/recovery-key');
    await acknowledge('cellar');
    const removed = await remove('/v1/locations/cellar');

    expect(refused).toMatchObject({ status: 409, body: { code: 'location.recovery_key_unacknowledged' } });
    expect(refused.body.remedy).toContain('recovery-key');
    expect(shown.body.recoveryKey).toBe(body.recoveryKey);
    expect(removed.status).toBe(204);
  });
});

describe('what hundreds of operations have used', () => {
  it('is held by the one that is open, and by no other', async () => {
    await leaveEnded(120);
    await acknowledge(LOCATION.name);

    const { status, body } = await remove('/v1/locations/attic');

    expect({ status, code: body.code }).toEqual({ status: 409, code: 'object.in_use' });
    expect(body.users).toEqual([{ kind: 'backup', name: open }]);
    expect(body.detail).toBe(`location attic is used by backup ${open}`);
  });

  it('goes in one call once all of them have ended', async () => {
    await world.ledger.finishOperation({ operationId: open, epoch: 1 }, 'Succeeded', {});

    const moved = await change({ namespace: 'ours' });
    const removed = [await remove('/v1/clusters/c1'), await remove('/v1/locations/attic')];

    expect(moved.body.namespace).toBe('ours');
    expect(removed.map(({ status }) => status)).toEqual([204, 204]);
    const { catalog, secrets } = await world.readAll();
    expect(catalog.filter((row) => row.includes('use#'))).toEqual([]);
    expect(secrets).toEqual([]);
  });
});
