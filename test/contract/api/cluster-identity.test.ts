import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from '../../support/api-server.ts';
import { clusterBody } from '../../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

const UUID = '7f0c0c3e-6f0a-4d6e-9a43-0d9d7c1b2a3f';
let world: ApiWorld;
let cluster: ShopCluster;
/** Says of itself what a test wants it to say. */
let claims: { uid: unknown; gitVersion: unknown; namespaces: unknown[] };
let server: ApiServer;

beforeAll(async () => {
  [world, cluster] = await Promise.all([startApiWorld(), startShopCluster()]);
  server = await startApiServer(({ path }) => {
    if (path === '/version') return { body: { gitVersion: claims.gitVersion } };
    if (path.includes('selfsubjectaccessreviews')) return { status: 201, body: { status: { allowed: true } } };
    if (path === '/api/v1/namespaces/kube-system') {
      return { body: { kind: 'Namespace', metadata: { name: 'kube-system', uid: claims.uid } } };
    }
    return { body: { metadata: {}, items: path.startsWith('/api/v1/namespaces') ? claims.namespaces : [] } };
  });
});
afterAll(async () => {
  await Promise.all([world.stop(), cluster.stop()]);
  await server.close();
});

async function register(said: Partial<typeof claims>, more: object = {}) {
  claims = { uid: UUID, gitVersion: 'v1.35.1', namespaces: [], ...said };
  const access = { kind: 'token', server: server.server, caData: server.authority.pem, token: 't' };
  return await world.call('POST', '/v1/clusters', { body: { name: 'claims', access, ...more } });
}

describe('what an API server says of itself', () => {
  it.each([
    ['..'],
    ['a/../b'],
    ['/evil'],
    ['a\nb'],
    [''],
    ['x'.repeat(3000)],
    [{}],
    [['a']],
    [5],
    [true],
    [UUID.toUpperCase()],
  ])('is no identity where its kube-system has the uid %j', async (uid) => {
    const before = await world.readAll();

    const { body } = await register({ uid });

    expect(body).toMatchObject({ status: 422, code: 'cluster.answer_invalid' });
    expect(await world.readAll()).toEqual(before);
  });

  it.each([['v1\n2'], ['x'.repeat(65)], [{}], [7]])('is no version where it is %j', async (gitVersion) => {
    expect((await register({ gitVersion })).body).toMatchObject({ status: 422, code: 'cluster.answer_invalid' });
  });

  it.each([['../up'], ['a b'], ['A'], ['x'.repeat(64)], [{}]])('is no namespace where its name is %j', async (name) => {
    expect((await register({})).status).toBe(201);
    claims.namespaces = [{ metadata: { name } }];

    const { body } = await world.call('GET', '/v1/clusters/claims/namespaces');

    expect(body).toMatchObject({ status: 502, code: 'cluster.answer_invalid' });
    await world.call('DELETE', '/v1/clusters/claims', { headers: { 'if-match': '*' } });
  });
});

describe('the identity of a cluster that was removed', () => {
  const remove = async (name: string) =>
    await world.call('DELETE', `/v1/clusters/${name}`, { headers: { 'if-match': '*' } });

  it('is the same one again behind the same CA, and behind another only by the word of an admin', async () => {
    await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });
    await remove('c1');

    const claimed = await register({ uid: cluster.clusterId });
    const again = await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });
    await remove('c1');
    const adopted = await register({ uid: cluster.clusterId }, { adopt: true });

    expect(claimed.body).toMatchObject({ status: 409, code: 'cluster.identity_known', name: 'c1' });
    expect(again.status).toBe(201);
    expect(adopted.status).toBe(201);
  });
});
