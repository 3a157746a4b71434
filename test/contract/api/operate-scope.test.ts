import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RestoreOperation } from '../../../functions/domain/operation/operation.ts';
import { backupBody, clusterBody, LOCATION, markValid } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';
import { type ShopCluster, startShopCluster } from '../../support/shop-cluster.ts';

const OPERATE = 'snapferry/read snapferry/operate';
const IMAGE = 'registry.example/attacker/dump-environment:1';
const { world, cluster } = await startShopApi();
let other: ShopCluster;
let backup: string;
let systemBackup: string;

const operate = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  world.call(method, path, { body, headers, scopes: OPERATE });
const schedule = (changes: object = {}, name = 'nightly') => {
  const { name: _, ...asked } = backupBody(changes);
  return { name, policy: 'daily', backup: asked };
};
/** From both clusters, as two validations would. */
async function markBothValid(): Promise<void> {
  await markValid(world, cluster.clusterId);
  const item = await world.catalog.read('location', LOCATION.name);
  const { validated } = item?.status ?? {};
  const clusters = { [cluster.clusterId]: validated, [other.clusterId]: validated };
  await world.catalog.writeStatus('location', LOCATION.name, item?.uid ?? '', { clusters });
}
const end = async (id: string, phase: 'Succeeded' | 'Failed') =>
  await world.ledger.finishOperation({ operationId: id, epoch: 1 }, phase, {});

beforeAll(async () => {
  const entries = [{ id: 'daily', kind: 'daily', at: '02:00', keep: 3 }];
  await world.call('POST', '/v1/policies', { body: { name: 'daily', entries } });
  backup = (await world.call('POST', '/v1/backups', { body: backupBody() })).body.id;
  const selection = { namespaces: ['kube-system'] };
  systemBackup = (await world.call('POST', '/v1/backups', { body: backupBody({ selection }) })).body.id;
  await end(backup, 'Succeeded');
  await end(systemBackup, 'Succeeded');
  other = await startShopCluster();
  await world.call('POST', '/v1/clusters', { body: clusterBody(other, { name: 'c2' }) });
  await markBothValid();
});
afterAll(async () => await other.stop());

describe('an operate token runs no image of its choice with the keys of a mover', () => {
  it.each(['moverImage', 'limits', 'systemNamespaces'])(
    'since settings.%s is refused wherever it is not a cluster that is set, and told where it belongs',
    async (field) => {
      const before = await world.readAll();
      const settings = { [field]: field === 'moverImage' ? IMAGE : field === 'limits' ? { memoryMiB: 65_536 } : ['x'] };
      const asked: [string, string, object, string][] = [
        ['POST', '/v1/backups', backupBody({ settings }), ''],
        ['POST', '/v1/restores', { name: 'back', backup, settings }, ''],
        ['POST', '/v1/schedules', schedule({ settings }), '/backup'],
        ['POST', `/v1/locations/${LOCATION.name}/validate`, { cluster: 'c1', settings }, ''],
      ];

      for (const [method, path, body, at] of asked) {
        for (const scopes of [OPERATE, undefined]) {
          const answer = await world.call(method, path, { body, ...(scopes ? { scopes } : {}) });
          expect(answer.body, path).toMatchObject({
            status: 422,
            code: 'settings.cluster_only',
            errors: [{ pointer: `${at}/settings/${field}` }],
          });
          expect(answer.body.remedy).toContain('PUT /v1/clusters/{name}');
        }
      }
      expect(await world.readAll()).toEqual(before);
    },
  );

  it('nor by changing a schedule, or the cluster itself', async () => {
    const made = await operate('POST', '/v1/schedules', schedule({}, 'changed'));
    const { name: _, ...body } = schedule({ settings: { moverImage: IMAGE } });

    const put = await operate('PUT', '/v1/schedules/changed', body, { 'if-match': '*' });
    const cluster = await operate('PUT', '/v1/clusters/c1', { settings: { moverImage: IMAGE } }, { 'if-match': '*' });

    expect(made.status).toBe(201);
    expect(put.body).toMatchObject({ status: 422, code: 'settings.cluster_only' });
    expect(cluster.body).toMatchObject({ status: 403, code: 'request.forbidden' });
  });

  it('nor by a retry of an operation that was recorded with one', async () => {
    for (const [path, body] of [
      ['/v1/backups', backupBody()],
      ['/v1/restores', { name: 'back', backup }],
    ] as const) {
      const { body: planted } = await world.call('POST', path, { body });
      const found = await world.ledger.readOperation(planted.id);
      const { settings } = (found as RestoreOperation).spec;
      await end(planted.id, 'Failed');
      const huge = { ...settings, moverImage: IMAGE, memoryMiB: 1_048_576, cpu: '9999', moverLimit: 100 };
      await world.ledger.updateEnded(planted.id, {
        spec: { ...(found as RestoreOperation).spec, settings: huge },
      });

      const retried = await operate('POST', `${path}/${planted.id}/retry`);

      expect(retried.status, path).toBe(202);
      expect(retried.body.spec.settings, path).toEqual({ ...settings, memoryMiB: 4096, cpu: '2000m' });
      expect(retried.body.warnings.join('\n')).toContain("movers run the image of the cluster's settings");
    }
  });

  it('nor by a schedule that has one from before: it is ignored, and said on the schedule and on the record', async () => {
    await operate('POST', '/v1/schedules', schedule({}, 'old'));
    const item = await world.catalog.read('schedule', 'old');
    if (!item) throw new Error('no schedule');
    const old = item.spec;
    const spec = { ...old, backup: { ...old.backup, settings: { moverImage: IMAGE } } };
    await world.catalog.update({ kind: 'schedule', name: 'old', uid: item.uid, spec: spec as never }, item.generation);

    const { body: shown } = await operate('GET', '/v1/schedules/old');
    const run = await operate('POST', '/v1/schedules/old/run', {});
    const { policy, backup: asked } = shown;
    const back = await operate('PUT', '/v1/schedules/old', { policy, backup: asked }, { 'if-match': '*' });

    expect(JSON.stringify(shown)).not.toContain(IMAGE);
    expect(shown.warnings.join()).toContain('settings.moverImage of the schedule is ignored');
    expect(JSON.stringify(run.body)).not.toContain(IMAGE);
    expect(run.body.warnings.join()).toContain('settings.moverImage was left out');
    expect(back.status).toBe(200);
  });
});

describe('an operate token takes no more of a cluster than its admin allows', () => {
  const refused: [string, object][] = [
    ['resources/memoryMiB', { resources: { memoryMiB: 4097 } }],
    ['resources/cpu', { resources: { cpu: '3' } }],
    ['moverLimit', { moverLimit: 6 }],
  ];

  it.each(refused)('so that %s over the bound is refused, everywhere', async (field, settings) => {
    const asked: [string, object, string][] = [
      ['/v1/backups', backupBody({ settings }), ''],
      ['/v1/restores', { name: 'back', backup, settings }, ''],
      ['/v1/schedules', schedule({ settings }), '/backup'],
      [`/v1/locations/${LOCATION.name}/validate`, { cluster: 'c1', settings }, ''],
    ];
    for (const [path, body, at] of asked) {
      const answer = await operate('POST', path, body);
      expect(answer.body, path).toMatchObject({
        status: 422,
        code: 'settings.out_of_bounds',
        errors: [{ pointer: `${at}/settings/${field}` }],
      });
    }
  });

  it('and as much as the admin allows', async () => {
    const settings = { limits: { memoryMiB: 8192, cpu: '4' }, moverLimit: 9 };
    await world.call('PUT', '/v1/clusters/c1', { body: { settings }, headers: { 'if-match': '*' } });
    const own = { resources: { memoryMiB: 8192, cpu: '4' }, moverLimit: 9 };

    const { status } = await operate('POST', '/v1/backups', backupBody({ settings: own }));

    expect(status).toBe(202);
    await world.call('PUT', '/v1/clusters/c1', { body: { settings: {} }, headers: { 'if-match': '*' } });
  });

  it.each([{ snapshotTimeout: '99999d' }, { localCopies: { failedFor: '99999d' } }])(
    'and %j is longer than anything takes',
    async (changes) => {
      expect((await operate('POST', '/v1/backups', backupBody(changes))).body).toMatchObject({ status: 400 });
      expect((await operate('POST', '/v1/schedules', schedule(changes, 'long'))).body).toMatchObject({ status: 400 });
    },
  );

  it('and no longer than the machine lasts', async () => {
    const { body } = await operate('POST', '/v1/backups', backupBody({ settings: { moverTimeout: '8d' } }));

    expect(body).toMatchObject({ status: 400, errors: [{ pointer: '/settings/moverTimeout' }] });
  });
});

describe('an operate token reaches no namespace of the system', () => {
  const WANTS = { status: 403, code: 'namespace.wants_admin' };

  it.each(['kube-system', 'kube-public', 'openshift-config', 'openshift', 'snapferry'])(
    'neither backing up %s, nor by a schedule, nor restoring into it',
    async (namespace) => {
      const selection = { namespaces: ['shop', namespace] };
      await operate('POST', '/v1/schedules', schedule({}, `of-${namespace}`));
      const { name: _, ...changed } = schedule({ selection });
      const answers = [
        await operate('POST', '/v1/backups', backupBody({ selection })),
        await operate('POST', '/v1/schedules', schedule({ selection })),
        await operate('PUT', `/v1/schedules/of-${namespace}`, changed, { 'if-match': '*' }),
        await operate('POST', '/v1/restores', { name: 'in', backup, namespaceMapping: { shop: namespace } }),
      ];

      for (const { body } of answers) expect(body).toMatchObject({ ...WANTS, namespaces: [namespace] });
    },
  );

  it('nor its Secrets, by restoring a backup of it into another namespace, or by doing one over', async () => {
    const { body: failed } = await world.call('POST', '/v1/restores', {
      body: { name: 'out', backup: systemBackup, namespaceMapping: { 'kube-system': 'mine' } },
    });
    await end(failed.id, 'Failed');

    const restored = await operate('POST', '/v1/restores', {
      name: 'out',
      backup: systemBackup,
      namespaceMapping: { 'kube-system': 'mine' },
    });
    const retried = await operate('POST', `/v1/restores/${failed.id}/retry`);
    const again = await operate('POST', `/v1/backups/${systemBackup}/retry`);

    for (const { body } of [restored, retried, again]) expect(body).toMatchObject(WANTS);
  });

  it('nor takes away what protects them: their backups, and the schedules that make them', async () => {
    const selection = { namespaces: ['kube-system'] };
    await world.call('POST', '/v1/schedules', { body: schedule({ selection }, 'system') });
    const match = { 'if-match': '*' };

    const refused = [
      await operate('DELETE', `/v1/backups/${systemBackup}`),
      await operate('DELETE', '/v1/schedules/system', undefined, match),
      await operate('POST', '/v1/schedules/system/suspend', { reason: 'quiet' }),
    ];
    const ofAdmin = await world.call('DELETE', '/v1/schedules/system', { headers: match });

    for (const { body } of refused) expect(body).toMatchObject({ status: 403, code: 'namespace.wants_admin' });
    expect(ofAdmin.status).toBe(204);
  });

  it('nor those that the admin of the cluster names', async () => {
    const settings = { systemNamespaces: ['vault', 'argo*'] };
    await world.call('PUT', '/v1/clusters/c1', { body: { settings }, headers: { 'if-match': '*' } });

    for (const namespace of ['vault', 'argocd']) {
      const selection = { namespaces: [namespace] };
      expect((await operate('POST', '/v1/backups', backupBody({ selection }))).body).toMatchObject(WANTS);
    }
    await world.call('PUT', '/v1/clusters/c1', { body: { settings: {} }, headers: { 'if-match': '*' } });
  });

  it('while an admin token does all of it', async () => {
    const body = { name: 'out', backup: systemBackup, namespaceMapping: { 'kube-system': 'mine' } };

    expect((await world.call('POST', '/v1/restores', { body })).status).toBe(202);
  });
});

describe('an operate token gains no rights', () => {
  it('for what it restores is frozen without roles, bindings and what is cluster-scoped', async () => {
    const asAdmin = await world.call('POST', '/v1/restores', { body: { name: 'all', backup } });
    await end(asAdmin.body.id, 'Failed');
    const asked = await operate('POST', '/v1/restores', { name: 'some', backup });
    const retried = await operate('POST', `/v1/restores/${asAdmin.body.id}/retry`);
    const claimed = await operate('POST', '/v1/restores', { name: 'x', backup, grants: { rbac: true } });

    expect(asAdmin.body.spec.grants).toEqual({ rbac: true, clusterScoped: true, otherNamespaces: true });
    expect(asked.body.spec.grants).toEqual({ rbac: false, clusterScoped: false, otherNamespaces: false });
    expect(retried.body.spec.grants).toEqual({ rbac: false, clusterScoped: false, otherNamespaces: false });
    expect(claimed.body).toMatchObject({ status: 400, errors: [{ pointer: '/grants' }] });
  });
});

describe('an operate token gives no cluster the key of a bucket', () => {
  it('for the first look at a location from a cluster, without which nothing uses it there, is for an admin to ask for', async () => {
    const place = { name: 'cellar', s3: { ...LOCATION.s3, bucket: 'another' } };
    await world.call('POST', '/v1/locations', { body: place });
    const ask = (scopes?: string) =>
      world.call('POST', '/v1/locations/cellar/validate', { body: { cluster: 'c2' }, ...(scopes ? { scopes } : {}) });

    const first = await ask(OPERATE);
    const asAdmin = await ask();
    const item = await world.catalog.read('location', 'cellar');
    const look = { observedGeneration: 1, at: world.clock.now().toISOString() };
    await world.catalog.writeStatus('location', 'cellar', item?.uid ?? '', { clusters: { [other.clusterId]: look } });
    const again = await ask(OPERATE);
    const elsewhere = await operate('POST', '/v1/locations/cellar/validate', { cluster: 'c1' });

    expect(first.body).toMatchObject({ status: 403, code: 'location.wants_admin' });
    expect([asAdmin.status, again.status]).toEqual([202, 202]);
    expect(elsewhere.body).toMatchObject({ status: 403, code: 'location.wants_admin' });
  });
});

describe("an operate token gives no cluster the passwords of another one's repositories", () => {
  it('for a restore onto another cluster wants an admin, or the gatewayCluster that an admin has named', async () => {
    // into a namespace that is new there
    const asked = { name: 'there', backup, cluster: 'c2', namespaceMapping: { shop: 'shop-there' } };

    const refused = await operate('POST', '/v1/restores', asked);
    const asAdmin = await world.call('POST', '/v1/restores', { body: asked });
    const { name: _, ...place } = LOCATION;
    const named = { body: { ...place, gatewayCluster: 'c2' }, headers: { 'if-match': '*' } };
    const byOperator = await operate('PUT', '/v1/locations/attic', named.body, named.headers);
    await world.call('PUT', '/v1/locations/attic', named);
    await markBothValid();
    const onGateway = await operate('POST', '/v1/restores', asked);

    expect(refused.body).toMatchObject({ status: 403, code: 'cluster.wants_admin' });
    expect(asAdmin.status).toBe(202);
    expect(byOperator.status).toBe(403);
    expect(onGateway.status).toBe(202);
    const over = await operate('POST', '/v1/restores', { ...asked, namespaceMapping: {} });
    expect(over.body).toMatchObject({ status: 403, code: 'namespace.wants_admin', namespaces: ['shop'] });
  });
});
