import { describe, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world, cluster } = await startShopApi();

const start = async (changes: object = {}, headers: Record<string, string> = {}) =>
  await world.call('POST', '/v1/backups', { body: backupBody(changes), headers });

describe('a backup', () => {
  it('is recorded, then started, and answered with where to look', async () => {
    const { status, headers, body } = await start({ snapshotTimeout: '90s', labels: { app: 'shop' } });

    expect(status).toBe(202);
    expect(headers.location).toBe(`/v1/backups/${body.id}`);
    expect(body.id).toMatch(/^bk-[a-z2-7]{26}$/);
    expect(body).toMatchObject({
      kind: 'backup',
      name: 'first',
      phase: 'Pending',
      epoch: 1,
      cluster: 'c1',
      clusterId: cluster.clusterId,
      location: 'attic',
      createdBy: 'ann',
      createdAt: '2026-11-23T09:00:00.000Z',
      deadline: '2026-11-30T09:00:00.000Z',
      labels: { app: 'shop' },
      spec: { selection: { namespaces: ['shop'] }, offload: true, settings: { snapshotTimeoutSeconds: 90 } },
    });
    expect(body.warnings[0]).toContain('recovery key');
    const execution = world.stepFunctions.describe(body.executionArn);
    expect(execution.status).toBe('RUNNING');
    expect(JSON.parse(String(execution.input))).toEqual({ operationId: body.id, epoch: 1 });
    expect((await world.call('GET', String(headers.location))).body).toEqual(body);
  });

  it('is one backup for one subject and Idempotency-Key, whatever has changed on the cluster since', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await start({}, headers);
    const again = await cluster.outage(503, () => start({}, headers));
    const changed = await start({ offload: false }, headers);
    const bob = await world.call('POST', '/v1/backups', { body: backupBody(), headers, subject: 'bob' });

    expect([again.status, again.body.id]).toEqual([202, first.body.id]);
    expect(changed).toMatchObject({ status: 422, body: { code: 'request.idempotency_mismatch' } });
    expect([bob.status, bob.body.id === first.body.id]).toEqual([202, false]);
  });

  it('is one backup also when the same request comes many times at once', async () => {
    const headers = { 'idempotency-key': 'burst' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => start({}, headers)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('reads everything when it is asked to, as its spec says, and refuses where there is nothing to read', async () => {
    const full = await start({ fullRead: true, settings: { fullReadEvery: 7 } });
    const local = await start({ fullRead: true, offload: false });
    const often = await start({ settings: { fullReadEvery: -1 } });

    expect(full).toMatchObject({ status: 202, body: { spec: { fullRead: true, settings: { fullReadEvery: 7 } } } });
    expect(local).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors: [{ pointer: '/fullRead' }] },
    });
    expect(often).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors: [{ pointer: '/settings/fullReadEvery' }] },
    });
  });

  it('holds its cluster and location until it has ended', async () => {
    const headers = { 'if-match': '*' };
    await world.call('POST', '/v1/locations/attic/recovery-key', { body: { acknowledged: true } });
    const location = await world.call('DELETE', '/v1/locations/attic', { headers });

    expect(location).toMatchObject({ status: 409, body: { code: 'object.in_use' } });
    expect((await start()).status).toBe(202);
  });

  it('is cancelled by asking, more than once if need be', async () => {
    const { body } = await start();
    const path = `/v1/backups/${body.id}/cancel`;
    const first = await world.call('POST', path, { subject: 'bob' });
    const second = await world.call('POST', path);

    expect(first).toMatchObject({ status: 202, body: { cancelRequestedBy: 'bob' } });
    expect(second).toMatchObject({ status: 202, body: { cancelRequestedBy: 'bob' } });
    const events = await world.call('GET', `/v1/backups/${body.id}/events`);
    expect(events.body.items[0]).toMatchObject({ type: 'CancelRequested' });
    const page = await world.call('GET', `/v1/backups/${body.id}/events?limit=1`);
    const next = await world.call('GET', `/v1/backups/${body.id}/events?limit=1&cursor=${page.body.nextCursor}`);
    expect([...page.body.items, ...next.body.items]).toEqual(events.body.items);
    expect(page.body.items).toHaveLength(1);
  });

  it('is no longer cancelled while it is sealed, or once it has ended', async () => {
    const { body } = await start();
    const run = { operationId: body.id, epoch: 1 };
    const cancel = () => world.call('POST', `/v1/backups/${body.id}/cancel`);

    await world.ledger.claimSealing(run);
    const sealing = await cancel();
    await world.ledger.finishOperation(run, 'Succeeded', {});
    const ended = await cancel();

    expect(sealing).toMatchObject({ status: 409, body: { code: 'backup.sealing' } });
    expect(ended).toMatchObject({ status: 409, body: { code: 'operation.ended' } });
  });

  it('is done over as a new backup that names it, once it has ended', async () => {
    const { body } = await start({ name: 'again', labels: { app: 'shop' } });
    const retry = () => world.call('POST', `/v1/backups/${body.id}/retry`);

    const early = await retry();
    const error = { code: 'mover.failed' as const, message: 'no space' };
    await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, 'Failed', { error });
    const late = await retry();

    expect(early).toMatchObject({ status: 409, body: { code: 'operation.running' } });
    expect(late).toMatchObject({ status: 202, body: { name: 'again', retryOf: body.id, labels: { app: 'shop' } } });
    expect(late.body.id).not.toBe(body.id);
    const failed = await world.call('GET', `/v1/backups/${body.id}`);
    expect(failed.body.error.remedy).toContain('diagnosis');
  });

  it('is accepted though its execution does not start: the sweep will start it', async () => {
    const { executions } = world;
    const kept = executions.start;
    executions.start = async () => {
      throw new Error('away');
    };
    const answer = await start();
    executions.start = kept;

    expect(answer).toMatchObject({ status: 202, body: { phase: 'Pending', executions: [] } });
    expect((await world.ledger.listIncomplete()).includes(answer.body.id)).toBe(true);
  });
});

describe('the record of a backup', () => {
  it('shows its volumes in pages, and the objects that were collected by kind', async () => {
    const { body } = await start({ name: 'recorded' });
    const run = { operationId: body.id, epoch: 1 };
    const volume = (volumeId: string) => ({
      volumeId,
      epoch: 1,
      group: 0,
      namespace: 'shop',
      pvc: volumeId,
      pvcUid: `uid-${volumeId}`,
      volumeMode: 'Filesystem' as const,
      accessModes: ['ReadWriteOnce'],
      requestBytes: 1,
      capacityBytes: 1,
      why: 'the only class',
      phase: 'Pending' as const,
      attempt: 0,
      timings: {},
      nodeAffinity: { required: 'not shown' },
    });
    await world.ledger.putVolumes(run, ['c', 'a', 'b'].map(volume));
    const part = (id: string, count: number) => ({ id, count, key: `k/${id}`, sha256: '0' });
    await world.ledger.recordPart(run, part('Deployment.apps#shop#1', 2));
    await world.ledger.recordPart(run, part('Deployment.apps#shop#2', 3));
    await world.ledger.recordPart(run, part('Namespace#-#1', 1));

    const first = await world.call('GET', `/v1/backups/${body.id}/volumes?limit=2`);
    const cursor = first.body.nextCursor;
    const second = await world.call('GET', `/v1/backups/${body.id}/volumes?limit=2&cursor=${cursor}`);
    const resources = await world.call('GET', `/v1/backups/${body.id}/resources`);

    const volumes = [...first.body.items, ...second.body.items];
    expect(volumes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(volumes[0]).not.toHaveProperty('nodeAffinity');
    expect(resources.body.items).toEqual([
      { kind: 'Deployment', group: 'apps', namespace: 'shop', count: 5 },
      { kind: 'Namespace', group: '', count: 1 },
    ]);
  });

  it('is not made of the namespace that is Snapferry’s own', async () => {
    const before = await world.readAll();
    const own = await world.call('POST', '/v1/backups', {
      body: backupBody({ selection: { namespaces: ['shop', 'snapferry'] } }),
    });

    expect(own.body).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/selection/namespaces/1' }] });
    expect(await world.readAll()).toEqual(before);
  });

  it('has labels whose keys are words of JavaScript, as any other', async () => {
    const labels = { constructor: 'y', toString: 'z', why: 'before the move, at last' };
    const { status, body } = await world.call('POST', '/v1/backups', { body: backupBody({ labels }) });
    const { body: read } = await world.call('GET', `/v1/backups/${body.id}`);
    const { body: others } = await world.call('GET', '/v1/backups?label=hasOwnProperty');
    const { body: odd } = await world.call('GET', '/v1/backups?label=toString%3Dz,constructor');

    expect(status).toBe(202);
    expect({ ...read.labels }).toEqual(labels);
    expect(others.items).toEqual([]);
    expect(odd.items).toMatchObject([{ labels }]);
  });

  it('is found by a label whose key or value no selector can say', async () => {
    const labels = { reason: 'before the move', 'Team/x': 'web', empty: '' };
    await world.call('POST', '/v1/backups', { body: backupBody({ labels }) });
    const find = async (asked: string) => await world.call('GET', `/v1/backups?label=${encodeURIComponent(asked)}`);

    for (const asked of [
      'reason=before the move',
      'Team/x=web',
      'Team/x',
      'reason=before the move,empty=',
      'empty=, Team/x=web,reason',
    ]) {
      expect((await find(asked)).body.items, asked).toMatchObject([{ labels }]);
    }
    for (const other of ['reason=before the move,empty=x', 'reason=before,Team/x']) {
      expect((await find(other)).body.items, other).toEqual([]);
    }
    const mixed = await find('reason=before the move,empty!=x');
    expect(mixed.body).toMatchObject({ status: 400, errors: [{ parameter: 'label' }] });
  });

  it('that stays on the storage of its cluster says that no copy is elsewhere', async () => {
    const { body } = await world.call('POST', '/v1/backups', { body: backupBody({ offload: false }) });

    const { body: read } = await world.call('GET', `/v1/backups/${body.id}`);

    expect(read.warnings).toContainEqual(expect.stringMatching(/^backup\.local_only: .* no copy of its volumes/));
  });

  it('is found by what is asked for', async () => {
    const names = async (query: string) => {
      const { body } = await world.call('GET', `/v1/backups?${query}`);
      return body.items.map(({ name }: { name: string }) => name);
    };

    expect(await names('phase=Failed')).toEqual(['again']);
    expect(await names('search=RECORD&cluster=c1')).toEqual(['recorded']);
    expect(await names('label=app%3Dshop&phase=Failed')).toEqual(['again']);
    expect(await names('label=app%20in%20(shop,web),!old&phase=Failed')).toEqual(['again']);
    expect(await names('label=app!%3Dshop&phase=Failed')).toEqual([]);
    const wrong = (await world.call('GET', '/v1/backups?label=app%20in%20shop')).body;
    expect(wrong).toMatchObject({ code: 'request.invalid', errors: [{ parameter: 'label' }] });
    expect(await names('namespace=shop&phase=Failed')).toEqual(['again']);
    expect(await names('namespace=ghost')).toEqual([]);
    const open = (await world.call('GET', '/v1/operations?open=true&limit=200')).body.items;
    expect(open).toContainEqual(expect.objectContaining({ phase: 'Pending' }));
    expect(open.filter(({ phase }: { phase: string }) => !/^(Pending|InProgress|Deleting)$/.test(phase))).toEqual([]);
    expect(await names('to=2026-11-23T09:00:00%2B01:00')).toEqual([]);
    expect(await names('to=2999-12-31T00:00:00Z&search=recorded')).toEqual(['recorded']);
    expect((await world.call('GET', '/v1/backups?cluster=ghost')).body.code).toBe('cluster.not_found');
    const all = (await world.call('GET', '/v1/backups')).body.items;
    expect(all[0]).not.toHaveProperty('spec');
  });

  it('is listed in pages without a gap', async () => {
    const all = (await world.call('GET', '/v1/backups?limit=200')).body.items.map(({ id }: { id: string }) => id);
    const paged: string[] = [];
    let cursor = '';
    do {
      const { body } = await world.call('GET', `/v1/backups?limit=3${cursor && `&cursor=${cursor}`}`);
      paged.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor ?? '';
    } while (cursor);

    expect(paged).toEqual(all);
    expect(new Set(paged).size).toBe(all.length);
  });

  it('is under its own kind only', async () => {
    const { body } = await start();

    expect((await world.call('GET', `/v1/operations/${body.id}`)).body.kind).toBe('backup');
    expect((await world.call('GET', `/v1/restores/${body.id}`)).body.code).toBe('operation.not_found');
    expect((await world.call('GET', `/v1/backups/bk-${'a'.repeat(26)}`)).body.code).toBe('backup.not_found');
    const { body: operations } = await world.call('GET', '/v1/operations?kind=restore');
    expect(operations.items).toEqual([]);
  });
});
