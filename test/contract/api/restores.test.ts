import { beforeAll, describe, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
let backup: string;
beforeAll(async () => {
  const selection = { namespaces: ['shop', 'empty'] };
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody({ selection }) });
  backup = body.id;
  const part = { id: 'Deployment.apps#shop#1', count: 2, key: 'k', sha256: '0' };
  await world.ledger.recordPart({ operationId: backup, epoch: 1 }, part);
});

const restore = (changes: object = {}, headers: Record<string, string> = {}) =>
  world.call('POST', '/v1/restores', { body: { name: 'back', backup, ...changes }, headers });

describe('a restore', () => {
  it('is refused while the backup has not succeeded, or is none', async () => {
    const before = await world.readAll();

    expect((await restore()).body).toMatchObject({ status: 409, code: 'backup.not_restorable' });
    expect((await restore({ backup: `bk-${'a'.repeat(26)}` })).body).toMatchObject({ code: 'backup.not_found' });
    expect((await restore({ backup: 'first' })).body).toMatchObject({ status: 400, code: 'request.invalid' });

    expect(await world.readAll()).toEqual(before);
    await world.ledger.finishOperation({ operationId: backup, epoch: 1 }, 'Succeeded', {});
  });

  it('is refused of a backup that is known to lack data, which says which, unless it is tried by force', async () => {
    const damagedAt = world.clock.now().toISOString();
    await world.ledger.updateEnded(backup, { damagedAt, damagedVolumes: ['shop/data'] });

    const refused = await restore();
    const { body } = await world.call('GET', `/v1/backups/${backup}`);
    const { status } = await world.call('POST', '/v1/restores?force=ja', { body: { name: 'back', backup } });
    const forced = await world.call('POST', '/v1/restores?force=true', {
      body: { name: 'back', backup, namespaceMapping: { ghost: 'copy' } },
    });
    await world.ledger.updateEnded(backup, { damagedAt: undefined, damagedVolumes: undefined });

    expect(refused.body).toMatchObject({ status: 409, code: 'backup.damaged', damagedVolumes: ['shop/data'] });
    expect(refused.body.detail).toContain('shop/data');
    expect(body).toMatchObject({ damagedAt, damagedVolumes: ['shop/data'] });
    expect(body.warnings.join()).toContain('data of shop/data is not at location attic');
    expect(status).toBe(400);
    expect(forced.body).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/namespaceMapping/ghost' }] });
  });

  it('is refused for namespaces that the backup does not have, or that would meet in one', async () => {
    const ghost = await restore({ namespaceMapping: { ghost: 'copy' } });
    const meeting = await restore({ namespaceMapping: { shop: 'empty' } });

    expect(ghost.body).toMatchObject({ status: 400, errors: [{ pointer: '/namespaceMapping/ghost' }] });
    expect(meeting.body).toMatchObject({ status: 400, errors: [{ pointer: '/namespaceMapping' }] });
  });

  it('is refused for a StorageClass that no volume of the backup is of, and says which there are', async () => {
    const { body } = await restore({ storageClassMapping: { fast: 'slow' } });

    expect(body).toMatchObject({ status: 400, errors: [{ pointer: '/storageClassMapping/fast' }] });
    expect(body.detail).toContain('the backup has no volume of StorageClass fast; it has');
  });

  it('is recorded and started', async () => {
    const headers = { 'idempotency-key': 'k' };
    const started = await restore({ namespaceMapping: { shop: 'shop-copy' } }, headers);
    const again = await restore({ namespaceMapping: { shop: 'shop-copy' } }, headers);

    expect(started.status).toBe(202);
    expect(started.headers.location).toBe(`/v1/restores/${started.body.id}`);
    expect(started.body).toMatchObject({
      kind: 'restore',
      backup,
      cluster: 'c1',
      location: 'attic',
      spec: { backup, namespaceMapping: { shop: 'shop-copy' } },
    });
    expect(started.body.executionArn).toContain(':execution:restore:');
    expect(again.body.id).toBe(started.body.id);
    const { body: list } = await world.call('GET', '/v1/restores');
    expect(list.items.map(({ id }: { id: string }) => id)).toEqual([started.body.id]);
  });

  it('is refused from a location that has the name of the one that the backup was written to, and says so', async () => {
    const { uid = '' } = (await world.catalog.read('location', 'attic')) ?? {};
    const operation = await world.ledger.readOperation(backup);
    const elsewhere = { name: 'attic', uid: 'another' };
    await world.ledger.updateEnded(backup, { refs: { ...operation?.refs, locations: [elsewhere] } as never });

    const { status, body } = await restore();
    await world.ledger.updateEnded(backup, {
      refs: { ...operation?.refs, locations: [{ name: 'attic', uid }] } as never,
    });

    expect({ status, code: body.code }).toEqual({ status: 404, code: 'location.not_found' });
    expect(body.detail).toBe('location attic is another one than the backup was written to');
  });

  it('shows the objects that its backup holds', async () => {
    const { body } = await restore();

    const { body: resources } = await world.call('GET', `/v1/restores/${body.id}/resources`);

    expect(resources.items).toEqual([{ kind: 'Deployment', group: 'apps', namespace: 'shop', count: 2 }]);
  });

  it('is done over once it has ended', async () => {
    const { body } = await restore();
    await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, 'Failed', {});

    const retried = await world.call('POST', `/v1/restores/${body.id}/retry`);

    expect(retried).toMatchObject({ status: 202, body: { retryOf: body.id, backup } });
  });

  it('is refused of a backup whose copy is not whole, also as a retry, unless it is tried by force', async () => {
    const copyLostAt = world.clock.now().toISOString();
    const headers = { 'idempotency-key': 'before-the-loss' };
    const earlier = (await restore({ namespaceMapping: { shop: 'shop-lost' } }, headers)).body.id;
    await world.ledger.finishOperation({ operationId: earlier, epoch: 1 }, 'Failed', {});
    await world.ledger.updateEnded(backup, { copyLostAt });

    const refused = await restore();
    const retried = await world.call('POST', `/v1/restores/${earlier}/retry`, { body: {} });
    const again = await restore({ namespaceMapping: { shop: 'shop-lost' } }, headers);
    const forced = await world.call('POST', '/v1/restores?force=true', {
      body: { name: 'back', backup, namespaceMapping: { ghost: 'copy' } },
    });
    await world.ledger.updateEnded(backup, { copyLostAt: undefined });

    expect(refused.body).toMatchObject({ status: 409, code: 'backup.damaged' });
    expect(refused.body.detail).toContain(`seal or a part of its manifests is missing or altered at location attic`);
    expect(refused.body.remedy).toContain('maintain the location');
    expect(retried.body).toMatchObject({ status: 409, code: 'backup.damaged' });
    expect(again).toMatchObject({ status: 202, body: { id: earlier } });
    expect(forced.body).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/namespaceMapping/ghost' }] });
  });

  it('needs the identity for restores', async () => {
    await world.call('PUT', '/v1/clusters/c1', { body: { restoreAccess: null }, headers: { 'if-match': '*' } });

    expect((await restore()).body).toMatchObject({ status: 409, code: 'cluster.no_restore_identity' });
  });
});
