import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Volume } from '../../../functions/domain/volume/volume.ts';
import { backupBody, clusterBody, LOCATION, markValid, registerAll } from '../../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { claim, type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

let world: ApiWorld;
let source: ShopCluster;
let target: ShopCluster;
let backup: string;
beforeAll(async () => {
  world = await startApiWorld();
  [source, target] = await Promise.all([startShopCluster(), startShopCluster()]);
  await registerAll(world, source);
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody() });
  backup = body.id;
  await world.ledger.finishOperation({ operationId: backup, epoch: 1 }, 'Succeeded', {});
  await world.call('POST', '/v1/clusters', { body: clusterBody(target, { name: 'c2', restoreAccess: undefined }) });
});
afterAll(async () => {
  await world.stop();
  await Promise.all([source.stop(), target.stop()]);
});

const restore = (changes: object = {}) =>
  world.call('POST', '/v1/restores', { body: { name: 'back', backup, cluster: 'c2', ...changes } });

function volume(pvc: string, method: 'csi' | 'csi+offload'): Volume {
  return {
    volumeId: `id-of-${pvc}`,
    epoch: 1,
    group: 0,
    namespace: 'shop',
    pvc,
    pvcUid: `uid-of-${pvc}`,
    volumeMode: 'Filesystem',
    accessModes: ['ReadWriteOnce'],
    requestBytes: 1,
    capacityBytes: 1,
    storageClass: 'simulator',
    method,
    why: '',
    phase: 'Done',
    attempt: 1,
    timings: {},
  };
}

describe('a restore onto another cluster', () => {
  it('is refused before there is a record: no such cluster, no identity, a location that is not valid from there', async () => {
    const before = await world.readAll();

    expect((await restore({ cluster: 'c3' })).body).toMatchObject({ status: 404, code: 'cluster.not_found' });
    expect((await restore()).body).toMatchObject({ status: 409, code: 'cluster.no_restore_identity' });
    expect(await world.readAll()).toEqual(before);

    const access = { restoreAccess: clusterBody(target).access };
    await world.call('PUT', '/v1/clusters/c2', { body: access, headers: { 'if-match': '*' } });
    expect((await restore()).body).toMatchObject({
      status: 409,
      code: 'location.not_valid',
      detail: expect.stringContaining('cluster c2'),
    });
  });

  it('is made there, says where its backup was made, and keeps its classes when it is done over', async () => {
    await markValid(world, target.clusterId);
    await world.ledger.putVolumes({ operationId: backup, epoch: 1 }, [volume('files', 'csi+offload')]);

    const { status, body } = await restore({ storageClassMapping: { simulator: 'simulator-2' } });
    await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, 'Failed', {});
    const retried = await world.call('POST', `/v1/restores/${body.id}/retry`);

    const facts = {
      cluster: 'c2',
      clusterId: target.clusterId,
      sourceCluster: 'c1',
      sourceClusterId: source.clusterId,
    };
    expect(status).toBe(202);
    expect(body).toMatchObject({
      ...facts,
      location: LOCATION.name,
      spec: { storageClassMapping: { simulator: 'simulator-2' } },
    });
    expect(retried.body).toMatchObject({
      ...facts,
      retryOf: body.id,
      spec: { storageClassMapping: { simulator: 'simulator-2' } },
    });
    expect((await world.ledger.readOperation(retried.body.id))?.refs).toMatchObject({
      cluster: { name: 'c2', clusterId: target.clusterId },
      source: { name: 'c1', clusterId: source.clusterId },
    });
  });

  it('is refused, before there is a record, for a class that the target does not have', async () => {
    const before = await world.readAll();

    const { body } = await restore({ storageClassMapping: { simulator: 'gold' } });

    expect(body).toMatchObject({ status: 422, code: 'storage_class.not_found', storageClasses: ['gold'] });
    expect(body.detail).toContain('no StorageClass gold of shop/files; it has simulator');
    expect(await world.readAll()).toEqual(before);
  });

  it('is refused, before there is a record, for claims and namespaces that are in its way', async () => {
    const before = await world.readAll();
    await target.apply(claim('shop', 'files'));

    const { body } = await restore();

    expect(body).toMatchObject({ status: 409, code: 'restore.conflict' });
    expect(body.conflicts).toEqual(['PersistentVolumeClaim shop/files']);
    expect(await world.readAll()).toEqual(before);
    target.objects.remove('persistentvolumeclaims', 'shop/files');
  });

  it('is none where the named cluster is the one that the backup was made on', async () => {
    const { body } = await restore({ cluster: 'c1' });

    expect(body).toMatchObject({ cluster: 'c1', clusterId: source.clusterId });
    expect(body.sourceCluster).toBeUndefined();
    await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, 'Succeeded', {});
  });

  it('goes on when the source is registered no more', async () => {
    for (const id of await world.ledger.listIncomplete()) await world.ledger.closeOperation(id);
    const gone = await world.call('DELETE', '/v1/clusters/c1', { headers: { 'if-match': '*' } });

    expect(gone.status).toBe(204);
    expect((await restore()).body).toMatchObject({ cluster: 'c2', sourceCluster: 'c1' });
    expect((await restore({ cluster: undefined })).body).toMatchObject({ status: 404, code: 'cluster.not_found' });
  });

  it('is refused for volumes that are snapshots on the source, which are named', async () => {
    const run = { operationId: backup, epoch: 1 };
    await world.ledger.putVolumes(run, [volume('files', 'csi+offload'), volume('media', 'csi')]);

    expect((await restore()).body).toMatchObject({
      status: 409,
      code: 'restore.not_offloaded',
      detail: expect.stringMatching(/shop\/media/),
      remedy: expect.stringContaining('offload'),
    });
  });
});
