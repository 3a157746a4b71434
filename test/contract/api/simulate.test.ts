import { describe, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world, cluster } = await startShopApi();
const OPERATE = 'snapferry/read snapferry/operate';

async function simulate(body: object, more: { headers?: Record<string, string>; scopes?: string } = {}) {
  return await world.call('POST', '/v1/backups/simulate', { body: body as Record<string, unknown>, ...more });
}

describe('POST /v1/backups/simulate', () => {
  it('takes the body of a backup, starts an operation of its own kind, and says where it is', async () => {
    const started = await simulate(backupBody({ labels: { team: 'web' } }));
    const { body } = await world.call('GET', `/v1/operations/${started.body.id}`);
    const { body: volumes } = await world.call('GET', `/v1/operations/${started.body.id}/volumes`);
    const { body: backups } = await world.call('GET', '/v1/backups');
    const { body: simulations } = await world.call('GET', '/v1/operations?kind=simulation');

    expect(started.status).toBe(202);
    expect(started.headers.location).toBe(`/v1/operations/${started.body.id}`);
    expect(body).toMatchObject({ kind: 'simulation', name: 'first', labels: { team: 'web' }, spec: { of: 'backup' } });
    expect(body.executionArn).toContain(':execution:simulate:');
    expect(volumes).toEqual({ items: [] });
    expect(backups.items).toEqual([]);
    expect(simulations.items.map(({ id }: { id: string }) => id)).toEqual([started.body.id]);
  });

  it('is the same operation with the same Idempotency-Key, and takes one like another backup', async () => {
    const headers = { 'idempotency-key': 'look' };
    const [first, second] = [await simulate(backupBody(), { headers }), await simulate(backupBody(), { headers })];
    const { body: backup } = await world.call('POST', '/v1/backups', { body: backupBody({ offload: false }) });
    const like = await simulate({ like: backup.id });

    expect(second.body.id).toBe(first.body.id);
    expect(like.body.spec.backup).toMatchObject({ offload: false });
  });

  it('leaves to its operation what the cluster would refuse the backup for', async () => {
    const selection = { namespaces: ['nowhere'] };
    const refused = await world.call('POST', '/v1/backups', { body: backupBody({ selection }) });
    const looked = await simulate(backupBody({ selection }));

    expect(refused.body.code).toBe('namespace.not_found');
    expect(looked.status).toBe(202);
  });

  it('shows what it has found, each problem with its remedy', async () => {
    const { body: started } = await simulate(backupBody());
    const simulation = {
      problems: [{ code: 'selection.empty' as const, message: 'nothing matches' }],
      missingPermissions: ['list secrets'],
      namespaces: ['shop'],
      objects: [{ kind: 'Secret', count: 2 }],
      room: [],
    };
    await world.ledger.updateOperation({ operationId: started.id, epoch: 1 }, { simulation });
    const { body } = await world.call('GET', `/v1/operations/${started.id}`);

    expect(body.simulation).toMatchObject({ ...simulation, problems: [{ ...simulation.problems[0] }] });
    expect(body.simulation.problems[0].remedy).toEqual(expect.any(String));
  });

  it.each<[string, object, string | undefined, number, string]>([
    ['a token that may only read', backupBody(), 'snapferry/read', 403, 'request.forbidden'],
    ['a field that nobody knows', backupBody({ colour: 'red' }), OPERATE, 400, 'request.invalid'],
    ['a cluster that is not there', backupBody({ cluster: 'gone' }), OPERATE, 404, 'cluster.not_found'],
    ['a location that is not there', backupBody({ locations: ['gone'] }), OPERATE, 404, 'location.not_found'],
    [
      'a namespace of the system, without the admin scope',
      backupBody({ selection: { namespaces: ['kube-system'] } }),
      OPERATE,
      403,
      'namespace.wants_admin',
    ],
    [
      'a setting beyond its bounds',
      backupBody({ settings: { moverLimit: 100 } }),
      OPERATE,
      422,
      'settings.out_of_bounds',
    ],
  ])('is refused with %s, as the backup is, and nothing is written', async (_, body, scopes, status, code) => {
    const before = await world.readAll();
    const backup = await world.call('POST', '/v1/backups', { body, ...(scopes ? { scopes } : {}) });
    const looked = await simulate(body, scopes ? { scopes } : {});

    expect(looked).toMatchObject({ status, body: { code } });
    const { instance: _at, requestId: _id, ...said } = backup.body;
    expect(looked.body).toMatchObject(said);
    expect(await world.readAll()).toEqual(before);
  });

  it('asks the cluster nothing before its operation does', async () => {
    const before = cluster.requests();
    await simulate(backupBody());

    expect(cluster.requests()).toEqual(before);
  });
});

describe('POST /v1/restores/simulate', () => {
  const restore = (changes: object = {}) => ({
    name: 'back',
    backup: '',
    namespaceMapping: { shop: 'copy' },
    ...changes,
  });

  async function backUp(phase?: 'Succeeded') {
    const { body } = await world.call('POST', '/v1/backups', { body: backupBody() });
    if (phase) await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, phase, {});
    return String(body.id);
  }

  it('takes the body of a restore, with what its token may bring, and starts an operation of its own kind', async () => {
    const backup = await backUp('Succeeded');
    const before = cluster.requests();
    const body = restore({ backup });
    const started = await world.call('POST', '/v1/restores/simulate', { body, scopes: OPERATE });

    expect(started.status).toBe(202);
    expect(started.body).toMatchObject({ kind: 'simulation', backup, spec: { of: 'restore' } });
    expect(started.body.spec.restore).toMatchObject({ backup, grants: { rbac: false, clusterScoped: false } });
    expect((await world.call('GET', '/v1/restores')).body.items).toEqual([]);
    expect(cluster.requests()).toEqual(before);
  });

  it.each<[string, (backup: string) => object, number, string]>([
    ['a backup that is not there', () => restore({ backup: `bk-${'a'.repeat(26)}` }), 404, 'backup.not_found'],
    [
      'a namespace that the backup has not',
      (backup) => restore({ backup, namespaceMapping: { a: 'b' } }),
      400,
      'request.invalid',
    ],
    ['a field that nobody knows', (backup) => restore({ backup, colour: 'red' }), 400, 'request.invalid'],
  ])('is refused with %s, as the restore is', async (_, bodyOf, status, code) => {
    const body = bodyOf(await backUp('Succeeded'));
    const real = await world.call('POST', '/v1/restores', { body });
    const looked = await world.call('POST', '/v1/restores/simulate', { body });

    expect(real).toMatchObject({ status, body: { code } });
    expect(looked).toMatchObject({ status, body: { code, detail: real.body.detail } });
  });

  it('is refused of a backup that has not succeeded', async () => {
    const body = restore({ backup: await backUp() });

    expect(await world.call('POST', '/v1/restores/simulate', { body })).toMatchObject({
      body: { code: 'backup.not_restorable' },
    });
  });
});
