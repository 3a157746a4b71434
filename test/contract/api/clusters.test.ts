import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupBody, clusterBody, LOCATION, markValid } from '../../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { CLASS, claim, DRIVER, type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

let world: ApiWorld;
let cluster: ShopCluster;
let other: ShopCluster;
beforeAll(async () => {
  world = await startApiWorld();
  cluster = await startShopCluster();
  other = await startShopCluster();
});
afterAll(async () => {
  await world.stop();
  await cluster.stop();
  await other.stop();
});

describe('a registered cluster', () => {
  it('is known by the uid of kube-system, and shows no credentials', async () => {
    const body = clusterBody(cluster);
    const answer = await world.call('POST', '/v1/clusters', { body });

    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ location: '/v1/clusters/c1', etag: '"1"' });
    expect(answer.body).toMatchObject({
      name: 'c1',
      clusterId: cluster.clusterId,
      server: cluster.url,
      accessKind: 'kubeconfig',
      hasRestoreAccess: true,
      namespace: 'snapferry',
      status: { version: 'v1.36.1-simulator', snapshotCrds: true, deniedPermissions: [] },
    });
    const { body: read } = await world.call('GET', '/v1/clusters/c1');
    expect(read).toEqual(answer.body);
    expect(JSON.stringify([read, world.lines])).not.toContain(cluster.token);
    expect(JSON.stringify(read)).not.toContain('arn:');
  });

  it('is made once by one Idempotency-Key', async () => {
    const body = clusterBody(other, { name: 'c2' });
    const headers = { 'idempotency-key': 'k1' };
    const first = await world.call('POST', '/v1/clusters', { body, headers });
    const again = await world.call('POST', '/v1/clusters', { body, headers });
    const changed = await world.call('POST', '/v1/clusters', { body: { ...body, namespace: 'else' }, headers });

    expect([first.status, again.status, changed.status]).toEqual([201, 201, 422]);
    expect(again.body).toEqual(first.body);
    expect(changed.body.code).toBe('request.idempotency_mismatch');
  });

  it('is listed in pages', async () => {
    const first = await world.call('GET', '/v1/clusters?limit=1');
    const second = await world.call('GET', `/v1/clusters?limit=1&cursor=${first.body.nextCursor}`);

    expect([...first.body.items, ...second.body.items].map(({ name }) => name)).toEqual(['c1', 'c2']);
  });

  it('changes with the ETag that was read, keeping the credentials that the body leaves out', async () => {
    const body = { namespace: 'ours', settings: { moverLimit: 2 } };
    const without = await world.call('PUT', '/v1/clusters/c1', { body });
    const stale = await world.call('PUT', '/v1/clusters/c1', { body, headers: { 'if-match': '"7"' } });
    const odd = await world.call('PUT', '/v1/clusters/c1', { body, headers: { 'if-match': 'W/"1"' } });
    const good = await world.call('PUT', '/v1/clusters/c1', { body, headers: { 'if-match': '"1"' } });

    expect([without.status, stale.status, odd.status, good.status]).toEqual([428, 412, 412, 200]);
    expect(good.headers.etag).toBe('"2"');
    expect(good.body).toMatchObject({ namespace: 'ours', settings: { moverLimit: 2 }, hasRestoreAccess: true });
  });

  it('gives its restore identity up when told null', async () => {
    const headers = { 'if-match': '"2"' };
    const { body } = await world.call('PUT', '/v1/clusters/c1', { body: { restoreAccess: null }, headers });

    expect(body.hasRestoreAccess).toBe(false);
  });

  it('cannot become another cluster', async () => {
    const { access } = clusterBody(other);
    const answer = await world.call('PUT', '/v1/clusters/c1', { body: { access }, headers: { 'if-match': '*' } });

    expect(answer).toMatchObject({ status: 422, body: { code: 'cluster.duplicate' } });
    expect((await world.call('GET', '/v1/clusters/c1')).body.server).toBe(cluster.url);
  });

  it('is looked at again on demand, and remembers why that failed', async () => {
    const failed = await cluster.outage(403, () => world.call('POST', '/v1/clusters/c1/validate'));
    const { body: seen } = await world.call('GET', '/v1/clusters/c1');
    const healed = await world.call('POST', '/v1/clusters/c1/validate');

    expect(failed).toMatchObject({ status: 422, body: { code: 'cluster.forbidden' } });
    expect(seen.status.reason.code).toBe('cluster.forbidden');
    expect(healed.status).toBe(200);
    expect(healed.body.status.reason).toBeUndefined();
  });
});

describe('what is on a cluster', () => {
  it('shows its namespaces, searched, selected and in pages', async () => {
    const names = async (query: string) => {
      const { body } = await world.call('GET', `/v1/clusters/c1/namespaces${query}`);
      return body.items.map(({ name }: { name: string }) => name);
    };

    expect(await names('')).toEqual(expect.arrayContaining(['empty', 'kube-system', 'shop']));
    expect(await names('?search=sho')).toEqual(['shop']);
    expect(await names('?labelSelector=team%3Da')).toEqual(['shop']);
    const first = await world.call('GET', '/v1/clusters/c1/namespaces?limit=2');
    const rest = await names(`?limit=50&cursor=${first.body.nextCursor}`);
    expect([...first.body.items.map(({ name }: { name: string }) => name), ...rest]).toEqual(await names(''));
    expect(rest).toContain('shop');
  });

  it('says where a selector is wrong, before the API server is asked', async () => {
    const answer = await world.call('GET', '/v1/clusters/c1/namespaces?labelSelector=team%20in%20(');

    const message = 'not a label selector from character 10 on: expected "," or ")"';
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ parameter: 'labelSelector', message }] } });
  });

  it('shows the state of the snapshot class field for each provisioner of the namespaces', async () => {
    await cluster.apply(claim('empty', 'unbound', 'simulator-wait'));

    const { body } = await world.call('GET', '/v1/clusters/c1/provisioners?namespaces=shop,empty');

    const field = { provisioner: DRIVER, state: 'default', classes: [CLASS], selected: CLASS };
    expect(body).toEqual({ items: [{ ...field, volumes: 2 }], volumesWithoutDriver: 1, missingPermissions: [] });
    const ghost = await world.call('GET', '/v1/clusters/c1/provisioners?namespaces=ghost');
    expect(ghost.body.code).toBe('namespace.not_found');
  });
});

describe('the removal of a cluster', () => {
  it('waits for its operations, and forgets them once they have ended', async () => {
    await world.call('POST', '/v1/locations', { body: LOCATION });
    await markValid(world, cluster.clusterId);
    const { body } = await world.call('POST', '/v1/backups', { body: backupBody() });
    const headers = { 'if-match': '*' };

    const refused = await world.call('DELETE', '/v1/clusters/c1', { headers });
    await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, 'Succeeded', {});
    const removed = await world.call('DELETE', '/v1/clusters/c1', { headers });

    expect(refused).toMatchObject({ status: 409, body: { users: [{ kind: 'backup', name: body.id }] } });
    expect(removed.status).toBe(204);
    expect((await world.call('GET', '/v1/clusters/c1')).status).toBe(404);
    const { catalog } = await world.readAll();
    expect(catalog.filter((row) => row.includes('use#cluster'))).toEqual([]);
  });

  it('is one line of the audit log, like every change', async () => {
    const audited = world.lines.filter(({ message }) => message === 'audit').map(({ facts }) => facts);

    expect(audited.at(-1)).toMatchObject({
      subject: 'ann',
      sourceIp: '192.0.2.7',
      route: 'DELETE /v1/clusters/{name}',
      target: '/v1/clusters/c1',
      status: 204,
    });
  });
});
