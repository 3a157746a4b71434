import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../../functions/api/routes.ts';
import { renderRecoveryKey } from '../../../functions/domain/location/keys.ts';
import { backupBody, clusterBody, LOCATION } from '../../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { startShopApi } from '../../support/shop-api.ts';
import {
  CLASS,
  DRIVER,
  OTHER_CLASS,
  OTHER_DRIVER,
  type ShopCluster,
  snapshotClass,
} from '../../support/shop-cluster.ts';

const { world, cluster } = await startShopApi();

/** A request that must be refused with this code, say what to do, and leave everything as it was. */
async function expectRefused(request: Parameters<ApiWorld['call']>, status: number, code: string) {
  const before = await world.readAll();

  const answer = await world.call(...request);

  expect(answer.body).toMatchObject({ status, code, type: `urn:snapferry:problem:${code}`, instance: request[1] });
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.body.remedy).toMatch(/\w+ .*\.$/);
  expect(answer.body.detail).not.toBe('');
  expect(answer.body.requestId).toMatch(/^request-/);
  expect(await world.readAll()).toEqual(before);
  return answer.body;
}

describe('any route', () => {
  it('refuses a token without the scope of the route', async () => {
    const body = backupBody();
    const problem = await expectRefused(
      ['POST', '/v1/backups', { body, scopes: 'snapferry/read' }],
      403,
      'request.forbidden',
    );
    expect(problem.scope).toBe('snapferry/operate');
    await expectRefused(['GET', '/v1/clusters', { scopes: 'other/read' }], 403, 'request.forbidden');
    await expectRefused(['GET', '/v1/clusters', { scopes: '' }], 403, 'request.forbidden');
    const operate = { scopes: 'snapferry/operate' };
    await expectRefused(['GET', '/v1/locations/attic/recovery-key', operate], 403, 'request.forbidden');
  });

  it('refuses a request without a subject, should its authorizer be gone', async () => {
    await expectRefused(['GET', '/v1/clusters', { subject: '' }], 401, 'request.unauthenticated');
  });

  it('refuses a body that is no JSON object', async () => {
    for (const raw of ['{"name":', 'name=first', '[]', '"text"', 'null', '\ufeff{}{}']) {
      await expectRefused(['POST', '/v1/backups', { raw }], 400, 'request.not_json');
    }
    const headers = { 'content-type': 'text/plain' };
    await expectRefused(['POST', '/v1/backups', { body: backupBody(), headers }], 400, 'request.not_json');
  });

  it('refuses 10 MB of body, and more than 64 KiB of spec', async () => {
    const raw = JSON.stringify({ ...backupBody(), padding: 'x'.repeat(10_000_000) });
    await expectRefused(['POST', '/v1/backups', { raw }], 413, 'request.too_large');
    const namespaces = Array.from({ length: 490 }, (_, n) => `n${n}-${'x'.repeat(50)}`);
    const labels = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`label-${n}`, '\u20ac'.repeat(256)]));
    const body = backupBody({ selection: { namespaces }, labels });
    await expectRefused(['POST', '/v1/backups', { body }], 413, 'request.too_large');
  });

  it('refuses fields that it does not know, and points at each field that is wrong', async () => {
    const body = backupBody({ name: '', dryRun: true, selection: { namespaces: ['Shop'], 'a/b': 1 } });
    const problem = await expectRefused(['POST', '/v1/backups', { body }], 400, 'request.invalid');

    const pointers = problem.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.toSorted()).toEqual(['/dryRun', '/name', '/selection/a~1b', '/selection/namespaces/0']);
  });

  it('refuses parameters that it does not know, and cursors of another list', async () => {
    const { body: problem } = await world.call('GET', '/v1/backups?phase=Done&color=red');
    expect(problem).toMatchObject({ status: 400, code: 'request.invalid' });
    const parameters = problem.errors.map(({ parameter }: { parameter: string }) => parameter);
    expect(parameters.toSorted()).toEqual(['color', 'phase']);
    await world.call('POST', '/v1/locations', { body: { ...LOCATION, name: 'cellar' } });
    const { body } = await world.call('GET', '/v1/locations?limit=1');
    expect(body.nextCursor).toBeDefined();
    const other = await world.call('GET', `/v1/clusters?cursor=${body.nextCursor}`);
    expect(other.body).toMatchObject({ status: 400, code: 'request.cursor_invalid' });
  });

  it.each(ROUTES.map(({ method, path, query }) => [method, path, Object.keys(query?.shape ?? {})] as const))(
    '%s %s refuses a parameter that is given twice, and names it',
    async (method, path, names) => {
      const target = path.replaceAll(/\{\w+\}/g, 'x');
      for (const name of [...names, 'unknown']) {
        for (const query of [
          `${name}=a&${name}=b`,
          `other=1&${name}&${encodeURIComponent(name)}=`,
          `${name}=a&${name}=a`,
        ]) {
          const { body } = await world.call(method, `${target}?${query}`);
          const [error, ...others] = body.errors;

          expect(body).toMatchObject({ status: 400, code: 'request.invalid' });
          expect(body.detail).toContain(`${name} is not valid: it is given more than once`);
          expect([error.parameter, others]).toEqual([name, []]);
        }
      }
    },
  );

  it('that lists what was in a span refuses one that ends before it begins, and takes one of no length', async () => {
    const lists = ROUTES.filter(({ query }) => query !== undefined && 'from' in query.shape && 'to' in query.shape);
    expect(lists.map(({ path }) => path).toSorted()).toEqual([
      '/v1/audit',
      '/v1/backups',
      '/v1/operations',
      '/v1/restores',
    ]);
    for (const { path } of lists) {
      // the same moment has another text in another zone
      const { body } = await world.call('GET', `${path}?from=2026-11-26T02:00:01Z&to=2026-11-26T03:00:00%2B01:00`);
      const moment = await world.call('GET', `${path}?from=2026-11-26T02:00:00Z&to=2026-11-26T03:00:00%2B01:00`);

      const message = 'it is before from, and nothing is in such a span';
      expect(body).toMatchObject({ status: 400, code: 'request.invalid', errors: [{ parameter: 'to', message }] });
      expect(moment.status).toBe(200);
    }
  });

  it('has no routes but those of the table', async () => {
    await expectRefused(['GET', '/v1/nothing'], 404, 'request.not_found');
    await expectRefused(['DELETE', '/v1/backups'], 405, 'request.method_not_allowed');
    await expectRefused(['GET', '/'], 404, 'request.not_found');
  });

  it('says of a path that cannot be decoded that nothing is there', async () => {
    await expectRefused(['GET', '/v1/policies/%zz'], 404, 'request.not_found');
  });

  it('takes no field that is named as a prototype, which would be lost in silence', async () => {
    const raw = JSON.stringify(backupBody()).replace('{', '{"labels":{"__proto__":"x"},');
    const headers = { 'content-type': 'application/json' };
    await expectRefused(['POST', '/v1/backups', { raw, headers }], 400, 'request.invalid');
  });

  it('takes no object that has a field twice, of which one would be lost in silence', async () => {
    const headers = { 'content-type': 'application/json' };
    const raw = JSON.stringify(backupBody()).replace('{', '{"labels":{"tier":"1","t\\u0069er":"2"},');
    const { detail } = await expectRefused(['POST', '/v1/backups', { raw, headers }], 400, 'request.invalid');
    expect(detail).toBe('an object has a field twice: "tier"');
  });

  it('finds nothing under a name that is longer than any', async () => {
    for (const name of ['x'.repeat(254), 'x'.repeat(3_000)]) {
      await expectRefused(['GET', `/v1/clusters/${name}`], 404, 'request.not_found');
      await expectRefused(['POST', `/v1/backups/${name}/retry`], 404, 'request.not_found');
    }
  });

  it('refuses an Idempotency-Key that no header may hold', async () => {
    const headers = { 'idempotency-key': 'two words' };
    await expectRefused(['POST', '/v1/backups', { body: backupBody(), headers }], 400, 'request.invalid');
  });
});

describe('a backup', () => {
  const refused = (changes: object, status: number, code: string) =>
    expectRefused(['POST', '/v1/backups', { body: backupBody(changes) }], status, code);

  it('is refused for a cluster or location that is not there', async () => {
    await refused({ cluster: 'nobody' }, 404, 'cluster.not_found');
    await refused({ locations: ['nobody'] }, 404, 'location.not_found');
    await refused({ locations: [] }, 400, 'request.invalid');
    await refused({ locations: ['attic', 'cellar'] }, 400, 'request.invalid');
  });

  it('is refused for a location that was never validated', async () => {
    await world.call('POST', '/v1/locations', { body: { ...LOCATION, name: 'fresh' } });

    const problem = await refused({ locations: ['fresh'] }, 409, 'location.not_valid');

    expect(problem).toMatchObject({ location: 'fresh', cluster: 'c1' });
  });

  it('is refused for a location that was valid before its last change', async () => {
    const item = await world.catalog.read('location', 'attic');
    await world.catalog.writeStatus('location', 'attic', String(item?.uid), {
      validated: { observedGeneration: 0, at: 'earlier' },
    });

    await refused({}, 409, 'location.not_valid');

    const look = { observedGeneration: 1, at: 'now' };
    await world.catalog.writeStatus('location', 'attic', String(item?.uid), { validated: look });
  });

  it('is refused for namespaces that do not exist, listing them', async () => {
    const selection = { namespaces: ['shop', 'ghost', 'phantom'] };
    const problem = await refused({ selection }, 404, 'namespace.not_found');
    expect(problem.namespaces).toEqual(['ghost', 'phantom']);
  });

  it('is refused for a snapshot class that does not exist, or is of another driver', async () => {
    const unknown = await refused({ snapshotClasses: { [DRIVER]: 'ghost' } }, 422, 'snapshot_class.not_found');
    expect(unknown.classes).toEqual([CLASS]);
    const other = await refused({ snapshotClasses: { [DRIVER]: OTHER_CLASS } }, 422, 'snapshot_class.other_driver');
    expect(other.driver).toBe(OTHER_DRIVER);
  });

  it('is refused for a driver of two default classes, listing them', async () => {
    await cluster.apply(snapshotClass('second', DRIVER, true));
    const problem = await refused({}, 422, 'snapshot_class.ambiguous');
    cluster.objects.remove('volumesnapshotclasses.snapshot.storage.k8s.io', 'second');

    expect(problem.classes).toEqual(['second', CLASS]);
  });

  it('is refused for volumes that only a later release can copy', async () => {
    cluster.objects.remove('volumesnapshotclasses.snapshot.storage.k8s.io', CLASS);
    const problem = await refused({}, 422, 'method.unsupported');
    await cluster.apply(snapshotClass(CLASS, DRIVER, true));

    expect(problem.volumes).toHaveLength(2);
  });

  it('waits for a cluster that does not answer: come back later, and nothing was recorded', async () => {
    const problem = await cluster.outage(503, () => refused({}, 503, 'cluster.unreachable'));
    expect(problem.remedy).toContain('API server');
  });

  it('is refused with settings out of their range', async () => {
    await refused({ snapshotTimeout: 'soon' }, 400, 'request.invalid');
    await refused({ settings: { moverLimit: 0 } }, 400, 'request.invalid');
  });
});

describe('a cluster', () => {
  const refused = async (changes: object, status: number, code: string) => {
    const body = clusterBody(cluster, { name: 'c2', ...changes });
    return await expectRefused(['POST', '/v1/clusters', { body }], status, code);
  };
  const kubeconfig = (changes: Parameters<ShopCluster['kubeconfig']>[0]) => ({
    access: { kind: 'kubeconfig', kubeconfig: cluster.kubeconfig(changes) },
  });

  it('is refused with a kubeconfig that would run a program or read a file, pointing at the field', async () => {
    const exec = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', 'id'] } };
    const problem = await refused(kubeconfig({ user: exec }), 422, 'cluster.kubeconfig_refused');
    expect(problem.errors[0].pointer).toBe('/access/kubeconfig');
    expect(problem.detail).toContain('exec');
    await refused(kubeconfig({ user: { tokenFile: '/etc/passwd' } }), 422, 'cluster.kubeconfig_refused');
    await refused({ access: { kind: 'kubeconfig', kubeconfig: '{{{' } }, 422, 'cluster.kubeconfig_refused');
  });

  it('is refused with plain http, loopback or a metadata address, whatever identity points there', async () => {
    await refused(kubeconfig({ server: 'http://10.0.0.1' }), 422, 'cluster.kubeconfig_refused');
    await refused(kubeconfig({ server: 'https://169.254.169.254' }), 422, 'cluster.address_refused');
    await refused(kubeconfig({ server: 'https://[::1]:6443' }), 422, 'cluster.address_refused');
    const restoreAccess = kubeconfig({ server: 'https://169.254.169.254' }).access;
    const problem = await refused({ restoreAccess }, 422, 'cluster.address_refused');
    expect(problem.errors[0].pointer).toMatch(/^\/restoreAccess/);
  });

  it('is refused at loopback where the installation does not allow it, and so is a location', async () => {
    const strict = await startApiWorld({ ALLOWED_CIDRS: '' });
    const { status, body } = await strict.call('POST', '/v1/clusters', { body: clusterBody(cluster) });
    const s3 = { ...LOCATION.s3, endpoint: 'http://127.0.0.1:9000' };
    const location = await strict.call('POST', '/v1/locations', { body: { ...LOCATION, s3 } });
    await strict.stop();

    expect({ status, code: body.code }).toEqual({ status: 422, code: 'cluster.address_refused' });
    expect(location).toMatchObject({ status: 422, body: { code: 'location.address_refused' } });
  });

  it('is refused when it does not answer, does not know the credentials, or is registered already', async () => {
    await refused(kubeconfig({ server: 'https://127.0.0.1:1' }), 422, 'cluster.unreachable');
    await cluster.outage(401, () => refused({}, 422, 'cluster.unauthorized'));
    const problem = await refused({}, 409, 'cluster.duplicate');
    expect(problem.name).toBe('c1');
  });

  it('is refused when its name is taken or none', async () => {
    await refused({ name: 'c1' }, 409, 'name.taken');
    for (const name of ['C1', '-c', 'a_b', 'x'.repeat(64), '', '../c1']) {
      await refused({ name }, 400, 'request.invalid');
    }
  });

  it('never shows a secret in an answer, a record or a line of the log', async () => {
    const user = { token: 'planted-token', exec: { command: 'planted-command' } };
    const answer = await refused(kubeconfig({ user }), 422, 'cluster.kubeconfig_refused');
    const { catalog, ledger } = await world.readAll();

    const everything = JSON.stringify([answer, catalog, ledger, world.lines]);

    for (const secret of ['planted-', cluster.token, 'sfrk1-']) expect(everything).not.toContain(secret);
  });
});

describe('a location', () => {
  const refused = (changes: object, status: number, code: string) =>
    expectRefused(['POST', '/v1/locations', { body: { ...LOCATION, name: 'new', ...changes } }], status, code);

  it('is refused with a name that is taken, or wrong settings', async () => {
    await refused({ name: 'attic' }, 409, 'name.taken');
    await refused({ name: 'Attic' }, 400, 'request.invalid');
    await refused({ s3: { ...LOCATION.s3, endpoint: 'ftp://s3.example' } }, 400, 'request.invalid');
    await refused({ s3: { ...LOCATION.s3, prefix: '../up' } }, 400, 'request.invalid');
    await refused({ type: 'nfs' }, 400, 'request.invalid');
  });

  it('is refused with a recovery key that somebody made up, without repeating it', async () => {
    const recoveryKey = 'my-planted-passphrase';
    const problem = await refused({ recoveryKey }, 400, 'request.invalid');
    expect(JSON.stringify(problem)).not.toContain(recoveryKey);
  });

  it('is refused with a recovery key whose last character is not the one that its bytes are written with', async () => {
    const canonical = renderRecoveryKey(new Uint8Array(32));
    const problem = await refused({ recoveryKey: canonical.replace(/A$/, 'B') }, 400, 'request.invalid');
    expect(problem.errors[0].pointer).toBe('/recoveryKey');
  });

  it('is refused at an address that only our own machine or its cloud can reach, pointing at the field', async () => {
    for (const endpoint of ['http://169.254.169.254', 'https://[::1]:9000', 'http://[fd00:ec2::254]']) {
      const s3 = { ...LOCATION.s3, endpoint };
      const problem = await refused({ s3 }, 422, 'location.address_refused');
      expect(problem.errors).toMatchObject([{ pointer: '/s3/endpoint' }]);
      const change = { body: { s3 }, headers: { 'if-match': '*' } };
      await expectRefused(['PUT', '/v1/locations/attic', change], 422, 'location.address_refused');
    }
  });
});
