import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LOCATION } from '../../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { createAuthority } from '../../support/authority.ts';
import { type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

let world: ApiWorld;
let cluster: ShopCluster;
beforeAll(async () => {
  world = await startApiWorld();
  cluster = await startShopCluster();
});
afterEach(async () => {
  await world.call('DELETE', '/v1/clusters/c1', { headers: { 'if-match': '*' } });
});
afterAll(async () => {
  await world.stop();
  await cluster.stop();
});

const caData = () => {
  const { clusters } = JSON.parse(cluster.kubeconfig());
  return clusters[0].cluster['certificate-authority-data'] as string;
};
const inDays = (days: number) => new Date(world.clock.now().getTime() + days * 86_400_000 + 3_600_000);
const jwt = (exp: unknown) =>
  ['e30', Buffer.from(JSON.stringify({ sub: 'planted-subject', exp })).toString('base64url'), 'planted'].join('.');
const jwtUntil = (at: Date) => jwt(Math.floor(at.getTime() / 1000));

/** The simulator knows tokens that say nothing of their end; what a look finds does not matter here. */
async function register(access: object, changes: object = {}) {
  const { probe } = world.probes;
  world.probes.probe = async () => {
    return { clusterId: cluster.clusterId, version: 'v1', snapshotCrds: true, deniedPermissions: [] };
  };
  try {
    const body = { name: 'c1', access, ...changes };
    const answer = await world.call('POST', '/v1/clusters', { body });
    expect(answer.status).toBe(201);
    return answer;
  } finally {
    world.probes.probe = probe;
  }
}
const withToken = (token: string) => ({ kind: 'token', server: cluster.url, caData: caData(), token });

describe('the credentials of a cluster', () => {
  it('warn a month before the token ends, and name it', async () => {
    const at = inDays(29);
    const { body, text } = await register(withToken(jwtUntil(at)));

    const ends = new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString();
    expect(body.status).toMatchObject({
      credentialsExpireAt: ends,
      expiringCredential: 'token of access',
      credentialsExpired: false,
    });
    expect(body.warnings).toEqual([`the token of access expires at ${ends}, in 29 days: renew it`]);
    expect(text).not.toContain('planted');
  });

  it('say nothing while there is more than a month', async () => {
    const { body } = await register(withToken(jwtUntil(inDays(31))));

    expect(body.status.expiringCredential).toBe('token of access');
    expect(body.warnings).toEqual([]);
  });

  it('have expired, whichever identity they are of', async () => {
    const restoreAccess = withToken(jwtUntil(inDays(-2)));
    const { body } = await register(withToken(jwtUntil(inDays(40))), { restoreAccess });

    expect(body.status).toMatchObject({ credentialsExpired: true, expiringCredential: 'token of restoreAccess' });
    expect(body.warnings[0]).toContain('token of restoreAccess expired at');
  });

  it('are not guessed: a token that does not say ends when its CA does', async () => {
    for (const token of ['opaque', 'a.b.c', jwt('soon'), jwt(-1), jwt(1e300)]) {
      const { body } = await register(withToken(token));
      expect(body.status.expiringCredential).toBe('CA of access');
      await world.call('DELETE', '/v1/clusters/c1', { headers: { 'if-match': '*' } });
    }
  });

  it('end with the client certificate, if that goes first; of a bundle of CAs the last one counts', async () => {
    const authority = await createAuthority();
    const { cert, key } = await authority.issue(['ann'], { notAfter: new Date(Date.now() + 3_600_000) });
    const config = JSON.parse(cluster.kubeconfig({ user: certificateUser(cert, key) }));
    const bundle = Buffer.from(caData(), 'base64').toString('utf8') + authority.pem;
    config.clusters[0].cluster['certificate-authority-data'] = Buffer.from(bundle).toString('base64');

    const { body } = await register({ kind: 'kubeconfig', kubeconfig: JSON.stringify(config) });

    expect(body.status.expiringCredential).toBe('client certificate of access');
  });

  it('are renewed by a change, which takes the warning away', async () => {
    await register(withToken(jwtUntil(inDays(1))));
    const access = { kind: 'kubeconfig', kubeconfig: cluster.kubeconfig() };
    const headers = { 'if-match': '*' };

    const { body } = await world.call('PUT', '/v1/clusters/c1', { body: { access }, headers });

    expect(body.status.expiringCredential).toBe('CA of access');
    expect(body.warnings).toEqual([]);
  });

  it('are read again at a validation, also one that fails', async () => {
    await register(withToken(jwtUntil(inDays(1))));
    const item = await world.catalog.read('cluster', 'c1');
    await world.catalog.writeStatus('cluster', 'c1', String(item?.uid), { credentialsExpireAt: undefined });

    const answer = await world.call('POST', '/v1/clusters/c1/validate');
    const { body } = await world.call('GET', '/v1/clusters/c1');

    expect(answer).toMatchObject({ status: 422, body: { code: 'cluster.unauthorized' } });
    expect(body.status).toMatchObject({ state: 'Invalid', expiringCredential: 'token of access' });
    expect(body.status.lastValidAt <= body.status.validatedAt).toBe(true);
    expect(body.warnings).toHaveLength(1);
  });
});

describe('the credentials of a location', () => {
  const bodyWith = (name: string, sessionToken?: string) => {
    const credentials = { ...LOCATION.s3.credentials, ...(sessionToken ? { sessionToken } : {}) };
    return { name, s3: { ...LOCATION.s3, credentials }, recoveryKey: `sfrk1-${'A'.repeat(43)}` };
  };

  it('warn where they are of a session, and say when it ends if its token does', async () => {
    const kept = await world.call('POST', '/v1/locations', { body: bodyWith('kept') });
    const opaque = await world.call('POST', '/v1/locations', { body: bodyWith('opaque', 'planted-session') });
    const told = await world.call('POST', '/v1/locations', { body: bodyWith('told', jwtUntil(inDays(-1))) });

    expect(kept.body.warnings).toEqual([]);
    expect(opaque.body).toMatchObject({ credentialsExpired: false, warnings: [expect.stringContaining('session')] });
    expect(told.body).toMatchObject({ credentialsExpired: true });
    expect(told.body.warnings[1]).toContain('session token expired at');
    expect(opaque.text + told.text).not.toContain('planted');
  });

  it('have expired, too, when the store no longer knows them', async () => {
    const { body: made } = await world.call('POST', '/v1/locations', { body: bodyWith('refused') });
    const reason = { code: 'location.credentials_expired', message: '403 InvalidAccessKeyId' };
    const validated = { observedGeneration: made.generation, at: inDays(0).toISOString(), reason };
    await world.catalog.writeStatus('location', 'refused', made.uid, { validated });

    const { body } = await world.call('GET', '/v1/locations/refused');

    expect(body).toMatchObject({ state: 'Invalid', credentialsExpired: true });
    expect(body).not.toHaveProperty('credentialsExpireAt');
  });

  it('stop warning once others are given', async () => {
    const { name: _, recoveryKey: __, ...body } = bodyWith('told');

    const changed = await world.call('PUT', '/v1/locations/told', { body, headers: { 'if-match': '*' } });

    expect(changed.body.warnings).toEqual([]);
    expect(changed.body.credentialsExpireAt).toBeUndefined();
  });
});

function certificateUser(cert: string, key: string) {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
}
