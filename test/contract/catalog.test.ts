import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocationSpec } from '../../functions/domain/location/location-spec.ts';
import type { NotificationSpec } from '../../functions/domain/notification/notification-spec.ts';
import type { PolicySpec } from '../../functions/domain/schedule/policy-spec.ts';
import type { CatalogItem } from '../../functions/services/catalog/catalog.ts';
import { createCatalog } from '../../functions/services/catalog/dynamodb-catalog.ts';
import { createLeases } from '../../functions/services/catalog/leases.ts';
import { createRepositories } from '../../functions/services/catalog/repositories.ts';
import { startTables } from '../support/tables.ts';
import { createTestClock } from '../support/test-clock.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
const clock = createTestClock();
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const catalog = () => createCatalog(tables.client, tables.tables.catalog, clock);
const leases = () => createLeases(tables.client, tables.tables.catalog, clock);

const s3 = { endpoint: 'https://s3.example.com', region: 'eu-1', bucket: 'b', prefix: '', pathStyle: true };
const SPEC: LocationSpec = { type: 's3', s3, access: 'controlPlane' };
const PAGER: NotificationSpec = { kind: 'webhook', url: 'https://pager.example.com', events: ['backup.failed'] };
const POLICY: PolicySpec = { timeZone: 'UTC', entries: [], overlap: 'skip', missed: 'skip' };

function item(name: string, changes: Partial<CatalogItem> = {}): CatalogItem {
  const at = clock.now().toISOString();
  return {
    kind: 'location',
    name,
    uid: `uid-of-${name}`,
    generation: 1,
    spec: SPEC,
    status: { clusters: {} },
    createdAt: at,
    createdBy: 'ann',
    updatedAt: at,
    ...changes,
  };
}

describe('the catalogue', () => {
  it('gives back what was created', async () => {
    const made = item('whole', { secretArn: 'arn:secret', lastRequest: { key: 'k', hash: 'h' } });

    await catalog().create(made);

    expect(await catalog().read('location', 'whole')).toEqual(made);
    expect(await catalog().read('cluster', 'whole')).toBeUndefined();
  });

  it('refuses a name that is taken, unless the same request took it', async () => {
    await catalog().create(item('taken', { lastRequest: { key: 'k', hash: 'h' } }));

    const again = await catalog().create(item('taken', { uid: 'other', lastRequest: { key: 'k', hash: 'h' } }));

    expect(again).toMatchObject({ created: false, item: { uid: 'uid-of-taken' } });
    await expect(catalog().create(item('taken'))).rejects.toMatchObject({ code: 'name.taken' });
    await expect(catalog().create(item('taken', { lastRequest: { key: 'k', hash: 'other' } }))).rejects.toMatchObject({
      code: 'request.idempotency_mismatch',
    });
  });

  it('raises the generation with each change of the spec, and takes a stale one for stale', async () => {
    const made = item('changed');
    await catalog().create(made);

    const updated = await catalog().update({ ...made, spec: { ...SPEC, s3: { ...s3, bucket: 'c' } } }, 1);

    expect(updated).toMatchObject({ generation: 2, spec: { s3: { bucket: 'c' } }, uid: made.uid });
    await expect(catalog().update(made, 1)).rejects.toMatchObject({ code: 'request.precondition_failed' });
    await expect(catalog().update(item('nobody'), 1)).rejects.toMatchObject({ code: 'location.not_found' });
  });

  it('never changes another thing that has the name now', async () => {
    const made = item('renewed');
    await catalog().create(made);

    await catalog().writeStatus('location', 'renewed', 'another uid', { reachable: true });

    await expect(catalog().update({ ...made, uid: 'another uid' }, 1)).rejects.toMatchObject({
      code: 'request.precondition_failed',
    });
    expect(await catalog().read('location', 'renewed')).toEqual(made);
  });

  it('writes status beside the generation, one attribute at a time', async () => {
    const made = item('status');
    await catalog().create(made);

    await catalog().writeStatus('location', 'status', made.uid, { locationUid: 'l1', reason: { code: 'x' } });
    await catalog().writeStatus('location', 'status', made.uid, { reason: undefined, name: 'a reserved word' });
    await catalog().writeStatus('location', 'status', made.uid, {});

    const read = await catalog().read('location', 'status');
    expect(read?.status).toEqual({ clusters: {}, locationUid: 'l1', name: 'a reserved word' });
    expect(read?.generation).toBe(1);
  });

  it('reads many at once by name, and leaves out those that are not there', async () => {
    const names = Array.from({ length: 130 }, (_, n) => `many-${n}`);
    for (const name of names) await catalog().create(item(name, { kind: 'notification', spec: PAGER }));

    const found = await catalog().readMany('notification', [...names, 'many-0', 'nowhere']);

    expect([...found.keys()].toSorted()).toEqual(names.toSorted());
    expect(found.get('many-129')).toEqual(await catalog().read('notification', 'many-129'));
    expect(await catalog().readMany('notification', [])).toEqual(new Map());
  });

  it('reads many by name, but for one whose row cannot be read, which it says', async () => {
    const told: string[] = [];
    const log = { error: (_: string, { reason }: Record<string, unknown>) => void told.push(String(reason)) };
    await catalog().create(item('well', { kind: 'notification', spec: PAGER }));
    await catalog().create(item('unread', { kind: 'notification', spec: PAGER, createdBy: 7 as never }));

    const found = await createCatalog(tables.client, tables.tables.catalog, clock, log).readMany('notification', [
      'well',
      'unread',
    ]);

    expect([...found.keys()]).toEqual(['well']);
    expect(told).toEqual([expect.stringContaining('name unread in table')]);
  });

  it('lists in pages whose cursors belong to their list', async () => {
    for (const name of ['a', 'b', 'c']) await catalog().create(item(name, { kind: 'policy', spec: POLICY }));

    const first = await catalog().list('policy', undefined, 2);
    const second = await catalog().list('policy', first.nextCursor, 2);

    expect(first.items.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(second.items.map(({ name }) => name)).toEqual(['c']);
    expect(second.nextCursor).toBeUndefined();
    await expect(catalog().list('schedule', first.nextCursor)).rejects.toMatchObject({
      code: 'request.cursor_invalid',
    });
    await expect(catalog().list('policy', 'rubbish')).rejects.toMatchObject({ code: 'request.cursor_invalid' });
  });
});

describe('the removal of a thing', () => {
  it('is refused while somebody uses it, and leaves it as it was', async () => {
    const made = item('used');
    await catalog().create(made);
    await catalog().addUse({ kind: 'location', name: 'used' }, { kind: 'backup', name: 'bk-1' });

    await expect(catalog().remove('location', 'used')).rejects.toMatchObject({
      code: 'object.in_use',
      details: { users: [{ kind: 'backup', name: 'bk-1' }] },
    });

    expect(await catalog().read('location', 'used')).toEqual(made);
    await catalog().removeUse({ kind: 'location', name: 'used' }, { kind: 'backup', name: 'bk-1' });
    await catalog().remove('location', 'used', 1);
    expect(await catalog().read('location', 'used')).toBeUndefined();
  });

  it('asks for the generation that was read, where one is given', async () => {
    await catalog().create(item('generation'));

    await expect(catalog().remove('location', 'generation', 7)).rejects.toMatchObject({
      code: 'request.precondition_failed',
    });
    await expect(catalog().remove('location', 'nobody')).rejects.toMatchObject({ code: 'location.not_found' });
    await expect(catalog().remove('cluster', 'nobody', 1)).rejects.toMatchObject({ code: 'cluster.not_found' });
  });

  it('sends a user away that comes too late, and keeps no trace of it', async () => {
    await catalog().create(item('going', { deletingAt: clock.now().toISOString() }));
    const use = () => catalog().addUse({ kind: 'location', name: 'going' }, { kind: 'backup', name: 'bk-2' });

    await expect(use()).rejects.toMatchObject({ code: 'object.in_use' });
    await catalog().remove('location', 'going');
    await expect(use()).rejects.toMatchObject({ code: 'location.not_found' });

    const { catalog: rows } = await tables.readAll();
    expect(rows.filter((row) => row.includes('bk-2'))).toEqual([]);
  });

  it('never leaves a user of something that went, however the two meet', async () => {
    for (let round = 0; round < 20; round += 1) {
      const name = `race-${round}`;
      await catalog().create(item(name));
      const user = { kind: 'backup', name: `bk-${round}` };

      const [used] = await Promise.allSettled([
        catalog().addUse({ kind: 'location', name }, user),
        catalog().remove('location', name),
        catalog().remove('location', name),
      ]);

      const found = await catalog().read('location', name);
      expect(used.status === 'fulfilled' && (!found || found.deletingAt !== undefined)).toBe(false);
    }
  });
});

describe('a lease', () => {
  it('has one holder, who may renew it', async () => {
    expect(await leases().acquire('movers#c1', 'ann', 30)).toBe(1);
    expect(await leases().acquire('movers#c1', 'bob', 30)).toBeUndefined();
    expect(await leases().acquire('movers#c1', 'ann', 30)).toBe(1);
  });

  it('is taken over once it has expired, with a higher token', async () => {
    await leases().acquire('movers#c2', 'ann', 30);
    clock.advance(31);

    expect(await leases().acquire('movers#c2', 'bob', 30)).toBe(2);
    expect(await leases().acquire('movers#c2', 'ann', 30)).toBeUndefined();
  });

  it('is let go by its holder only, and its token never starts again', async () => {
    await leases().acquire('movers#c3', 'ann', 30);

    await leases().release('movers#c3', 'bob');
    expect(await leases().acquire('movers#c3', 'bob', 30)).toBeUndefined();
    await leases().release('movers#c3', 'ann');
    expect(await leases().acquire('movers#c3', 'bob', 30)).toBe(2);
  });

  it('goes to one of many who ask at once', async () => {
    const asked = Array.from({ length: 10 }, (_, n) => leases().acquire('movers#c4', `holder-${n}`, 30));

    expect((await Promise.all(asked)).filter((token) => token !== undefined)).toEqual([1]);
  });
});

describe('repositories', () => {
  it('exist once they were recorded, each by location, cluster and namespace', async () => {
    const repositories = createRepositories(tables.client, tables.tables.catalog, clock);
    const key = { locationUid: 'l1', clusterId: 'c1', namespace: 'shop' };

    expect(await repositories.exists(key)).toBe(false);
    await repositories.recordCreated(key);
    await repositories.recordCreated(key);

    expect(await repositories.exists(key)).toBe(true);
    expect(await repositories.exists({ ...key, namespace: 'other' })).toBe(false);
  });

  it('keep what is noted of them until they are forgotten; of one that is not there nothing is noted', async () => {
    const repositories = createRepositories(tables.client, tables.tables.catalog, clock);
    const key = { locationUid: 'l-notes', clusterId: 'c1', namespace: 'shop' };
    const corruptAt = '2026-11-23T09:00:00.000Z';

    await repositories.note(key, { corruptAt });
    expect(await repositories.read(key)).toBeUndefined();
    await repositories.recordCreated(key, 'abc');
    await repositories.note(key, { corruptAt, doubted: ['00000001'] });
    await repositories.note(key, { doubted: undefined, lastSaved: ['bk-1/00000001'] });
    await repositories.note(key, {});

    expect(await repositories.read(key)).toEqual({
      ...key,
      repositoryId: 'abc',
      corruptAt,
      lastSaved: ['bk-1/00000001'],
    });
    await repositories.forget(key);
    expect(await repositories.read(key)).toBeUndefined();
  });

  it('of a location are listed with when they were maintained, until nothing is left of one', async () => {
    const repositories = createRepositories(tables.client, tables.tables.catalog, clock);
    const shop = { locationUid: 'l-list', clusterId: 'c1', namespace: 'shop' };
    const found = { ...shop, namespace: 'found' };
    await repositories.recordCreated(shop);
    await repositories.recordCreated({ ...shop, locationUid: 'l-list-2' });

    await repositories.recordMaintained(shop, { at: '2026-11-23T09:00:00.000Z', full: true, bytes: 7 });
    await repositories.recordMaintained(shop, { at: '2026-11-23T15:00:00.000Z', full: false });
    await repositories.recordMaintained(found, { at: '2026-11-23T15:00:00.000Z', full: false });

    const maintainedAt = '2026-11-23T15:00:00.000Z';
    expect(await repositories.list('l-list')).toEqual([
      { ...found, maintainedAt },
      { ...shop, maintainedAt, fullyMaintainedAt: '2026-11-23T09:00:00.000Z', bytes: 7 },
    ]);
    expect(await repositories.exists(found)).toBe(true);
    await repositories.forget(shop);
    expect(await repositories.exists(shop)).toBe(false);
  });
});
