import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterBody, LOCATION, markValid } from '../../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

let world: ApiWorld;
let cluster: ShopCluster;
let recoveryKey: string;
beforeAll(async () => {
  world = await startApiWorld();
  cluster = await startShopCluster();
  await world.call('POST', '/v1/clusters', { body: clusterBody(cluster) });
});
afterAll(async () => {
  await world.stop();
  await cluster.stop();
});

describe('a location', () => {
  it('answers its creation with the recovery key that was made for it, once', async () => {
    const made = await world.call('POST', '/v1/locations', { body: LOCATION });
    const read = await world.call('GET', '/v1/locations/attic');

    recoveryKey = made.body.recoveryKey;
    expect(made.status).toBe(201);
    expect(made.headers).toMatchObject({ location: '/v1/locations/attic', etag: '"1"' });
    expect(recoveryKey).toMatch(/^sfrk1-[\w-]{43}$/);
    expect(read.body).toMatchObject({ state: 'NotValidated', recoveryKeyAcknowledged: false });
    expect(read.body.warnings).toHaveLength(1);
    const everything = JSON.stringify([read.body, world.lines, await world.readAll()]);
    for (const secret of [recoveryKey, 'planted-s3-secret', 'AKIDEXAMPLE']) expect(everything).not.toContain(secret);
  });

  it('does not repeat a key that its creator gave', async () => {
    const body = { ...LOCATION, name: 'given', recoveryKey };
    const made = await world.call('POST', '/v1/locations', { body });

    expect(made.body.recoveryKey).toBeUndefined();
    expect(made.body.recoveryKeyAcknowledged).toBe(true);
  });

  it('is made once by one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const body = { ...LOCATION, name: 'once' };
    const first = await world.call('POST', '/v1/locations', { body, headers });
    const again = await world.call('POST', '/v1/locations', { body, headers });
    const changed = await world.call('POST', '/v1/locations', { body: { ...body, recoveryKey }, headers });

    expect([first.status, again.status, changed.status]).toEqual([201, 201, 422]);
    expect(again.body.uid).toBe(first.body.uid);
    expect(again.body.recoveryKey).toBeUndefined();
    const { body: shown } = await world.call('GET', '/v1/locations/once/recovery-key');
    expect(shown.recoveryKey).toBe(first.body.recoveryKey);
  });

  it('shows no recovery key where its secret has none', async () => {
    await world.call('POST', '/v1/locations', { body: { ...LOCATION, name: 'keyless' } });
    const { secretArn = '' } = (await world.catalog.read('location', 'keyless')) ?? {};
    const { recoveryKey: _, ...credentials } = await world.secrets.read(secretArn);
    await world.secrets.write(secretArn, credentials);

    const { status, body } = await world.call('GET', '/v1/locations/keyless/recovery-key');

    expect([status, body]).toEqual([200, {}]);
  });

  it('shows its recovery key to an admin, and leaves a trace of it', async () => {
    const { body, headers } = await world.call('GET', '/v1/locations/attic/recovery-key', { subject: 'root' });

    expect(body).toEqual({ recoveryKey });
    expect(headers['cache-control']).toBe('no-store');
    const audited = world.lines.filter(({ facts }) => facts.audit === true).at(-1);
    expect(audited?.facts).toMatchObject({
      subject: 'root',
      target: '/v1/locations/attic/recovery-key',
      facts: { secret: 'recovery key' },
    });
    const { ledger } = await world.readAll();
    expect(ledger.filter((row) => row.includes('RecoveryKeyShown') && row.includes('root'))).toHaveLength(1);
    expect(JSON.stringify([ledger, world.lines])).not.toContain(recoveryKey);
  });

  it('stops warning once the key is said to be kept', async () => {
    const no = await world.call('POST', '/v1/locations/attic/recovery-key', { body: { acknowledged: false } });
    const yes = await world.call('POST', '/v1/locations/attic/recovery-key', { body: { acknowledged: true } });

    expect(no.status).toBe(400);
    expect(yes.body).toMatchObject({ recoveryKeyAcknowledged: true, warnings: [], generation: 1 });
  });

  it('is validated by an operation of its own', async () => {
    const started = await world.call('POST', '/v1/locations/attic/validate', { body: { cluster: 'c1' } });

    expect(started.status).toBe(202);
    expect(started.headers.location).toBe(`/v1/operations/${started.body.id}`);
    const { body } = await world.call('GET', String(started.headers.location));
    expect(body).toMatchObject({ kind: 'validation', phase: 'Pending', cluster: 'c1', location: 'attic' });
    expect(body.executionArn).toContain(':execution:validate-location:');
    const ghost = await world.call('POST', '/v1/locations/attic/validate', { body: { cluster: 'ghost' } });
    expect(ghost.body.code).toBe('cluster.not_found');
  });

  it('is listed for the clusters that it is valid for', async () => {
    const names = async () => {
      const { body } = await world.call('GET', '/v1/locations?validFor=c1');
      return body.items.map(({ name }: { name: string }) => name);
    };

    expect(await names()).toEqual([]);
    await markValid(world, cluster.clusterId);
    expect(await names()).toEqual(['attic']);
    expect((await world.call('GET', '/v1/locations?validFor=ghost')).body.code).toBe('cluster.not_found');
  });

  it('is listed with why it is not valid for a cluster where that is asked for', async () => {
    const listed = async (query: string) => (await world.call('GET', `/v1/locations?${query}`)).body;
    const reasonsOf = async () => {
      const { items } = await listed('validFor=c1&include=invalid');
      return new Map(items.map(({ name, notValidFor }: Record<string, string>) => [name, notValidFor]));
    };

    const reasons = await reasonsOf();
    expect([...reasons.keys()]).toEqual(expect.arrayContaining(['attic', 'given']));
    expect(reasons.get('attic')).toBeUndefined();
    expect(reasons.get('given')).toMatch(/^location given is not valid from the control plane: /);
    const item = await world.catalog.read('location', 'attic');
    const look = { observedGeneration: item?.generation ?? 0, at: world.clock.now().toISOString() };
    const reason = { code: 'location.unreachable', message: 'nobody answers at https://s3.example' };
    const clusters = { [cluster.clusterId]: { ...look, reason } };
    await world.catalog.writeStatus('location', 'attic', item?.uid ?? '', { clusters });
    const said = (await reasonsOf()).get('attic');
    await markValid(world, cluster.clusterId);

    expect(said).toBe('location attic is not valid from cluster c1: nobody answers at https://s3.example');
    expect((await listed('validFor=c1')).items[0]).not.toHaveProperty('notValidFor');
    expect(await listed('include=invalid')).toMatchObject({ status: 400, errors: [{ parameter: 'include' }] });
  });

  it('is maintained by an operation of its own, on a cluster that reaches it', async () => {
    const headers = { 'idempotency-key': 'maintain-1' };
    const started = await world.call('POST', '/v1/locations/attic/maintain', { body: { full: true }, headers });
    const again = await world.call('POST', '/v1/locations/attic/maintain', { body: { full: true }, headers });
    const nowhere = await world.call('POST', '/v1/locations/given/maintain', { body: {} });

    expect(started).toMatchObject({ status: 202, headers: { location: `/v1/operations/${started.body.id}` } });
    expect(started.body).toMatchObject({ kind: 'maintenance', cluster: 'c1', location: 'attic', spec: { full: true } });
    expect(started.body.executionArn).toContain(':execution:maintain-location:');
    expect(again.body.id).toBe(started.body.id);
    expect(nowhere).toMatchObject({ status: 409, body: { code: 'location.not_valid' } });
  });

  it('takes the repositories that lie there for its own only where an admin says so, on record', async () => {
    const path = '/v1/locations/attic/maintain';
    const body = { acceptRepositories: true };
    const before = await world.call('GET', '/v1/operations');
    const refused = await world.call('POST', path, { body, scopes: 'snapferry/read snapferry/operate' });
    const after = await world.call('GET', '/v1/operations');
    const without = { acceptRepositories: false };
    const usual = await world.call('POST', path, { body: without, scopes: 'snapferry/read snapferry/operate' });

    const accepted = await world.call('POST', path, { body });

    expect(refused).toMatchObject({ status: 403, body: { code: 'request.forbidden' } });
    expect(after.body.items).toEqual(before.body.items);
    expect(usual).toMatchObject({ status: 202, body: { spec: { full: false } } });
    expect(usual.body.spec).not.toHaveProperty('acceptRepositories');
    expect(accepted).toMatchObject({ status: 202, body: { spec: { full: true, acceptRepositories: true } } });
    const { body: trail } = await world.call('GET', '/v1/audit?limit=50');
    const records = trail.items.filter(({ route }: { route: string }) => route.endsWith('/maintain'));
    expect(
      records.filter(({ facts }: { facts: object }) => JSON.stringify(facts).includes('acceptRepositories')),
    ).toMatchObject([{ status: 202, facts: { acceptRepositories: true } }]);
  });

  it('keeps its recovery key when its credentials change, and has to be validated again', async () => {
    const credentials = { accessKeyId: 'AKIDNEW', secretAccessKey: 'another-secret' };
    const body = { s3: { ...LOCATION.s3, credentials } };
    const without = await world.call('PUT', '/v1/locations/attic', { body });
    const changed = await world.call('PUT', '/v1/locations/attic', { body, headers: { 'if-match': '"1"' } });

    expect(without.status).toBe(428);
    expect(changed).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { state: 'NotValidated' } });
    const item = await world.catalog.read('location', 'attic');
    const kept = await world.secrets.read(String(item?.secretArn));
    expect(kept).toEqual({ ...credentials, recoveryKey });
  });

  it('stays in its bucket', async () => {
    const body = { s3: { ...LOCATION.s3, bucket: 'another' } };
    const answer = await world.call('PUT', '/v1/locations/attic', { body, headers: { 'if-match': '*' } });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/s3/bucket' }] } });
  });

  it('is removed with its secret, and its name is another location from then on', async () => {
    const before = await world.call('GET', '/v1/locations/given');
    const item = await world.catalog.read('location', 'given');

    const removed = await world.call('DELETE', '/v1/locations/given', { headers: { 'if-match': '"1"' } });

    expect(removed).toMatchObject({ status: 204, text: '' });
    await expect(world.secrets.read(String(item?.secretArn))).rejects.toMatchObject({ code: 'internal' });
    const again = await world.call('POST', '/v1/locations', { body: { ...LOCATION, name: 'given' } });
    expect(again.body.uid).not.toBe(before.body.uid);
  });
});
