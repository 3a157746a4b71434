import { beforeAll, expect, it } from 'vitest';
import type { OperationChanges } from '../../../functions/domain/operation/operation.ts';
import { readProtection } from '../../../functions/scheduling/protection.ts';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world, cluster } = await startShopApi();
const { name: _, ...backup } = backupBody();
const DAY = 86_400;

const namespace = (name: string, annotations: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, annotations },
});

beforeAll(async () => {
  await cluster.apply(namespace('cart'), namespace('scratch', { 'snapferry.dev/exclude': 'true' }));
});

async function backUp(selection: object, changes: OperationChanges = {}): Promise<string> {
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody({ selection }) });
  const startedAt = world.clock.now().toISOString();
  await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, 'Succeeded', { startedAt, ...changes });
  return body.id;
}

async function read(query = '') {
  const { status, body } = await world.call('GET', `/v1/protection?cluster=c1${query}`);
  expect(status).toBe(200);
  return body;
}

async function stateOf(name: string) {
  const { items } = await read(`&search=${name}`);
  return items[0];
}

it('a namespace without a good backup was never protected; what nobody wants to back up is left out', async () => {
  const { items, counts } = await read();
  const states = items.map((one: Record<string, string>) => `${one.namespace} ${one.state}`);
  expect(states).toEqual(['cart never', 'default never', 'empty never', 'shop never']);
  expect(counts).toEqual({ protected: 0, stale: 0, never: 4 });
});

it('the newest good backup of each namespace is told, whatever else there is', async () => {
  const first = await backUp({ namespaces: ['shop', 'empty'] });
  world.clock.advance(60);
  const second = await backUp({ namespaces: ['shop'] });
  world.clock.advance(60);
  await backUp({ namespaces: ['shop'], resourceTypes: [{ kind: 'ConfigMap' }] });
  await backUp({ namespaces: ['shop'] }, { damagedAt: world.clock.now().toISOString() });
  await world.call('POST', '/v1/backups', { body: backupBody() });

  expect(await stateOf('shop')).toMatchObject({ state: 'protected', newest: { id: second, location: 'attic' } });
  expect(await stateOf('empty')).toMatchObject({
    state: 'protected',
    newest: { id: first, startedAt: '2026-11-23T09:00:00.000Z' },
    staleAt: '2026-11-24T09:00:00.000Z',
    schedules: [],
  });
});

it('a backup that lacks data of one namespace protects the others', async () => {
  const before = (await stateOf('shop')).newest.id;
  const lacks = { claims: ['shop/data'], count: 1, than: before };
  const lacking = await backUp({ namespaces: ['shop', 'cart'] }, { lacks });

  expect((await stateOf('shop')).newest.id).toBe(before);
  expect((await stateOf('cart')).newest.id).toBe(lacking);
});

it('schedules that cover a namespace say when its newest backup is stale', async () => {
  const entries = [{ id: 'hour', kind: 'interval', every: '2h', keep: 2 }];
  await world.call('POST', '/v1/policies', { body: { name: 'often', entries } });
  const nightly = [{ id: 'night', kind: 'daily', at: '02:00', keep: 2 }];
  await world.call('POST', '/v1/policies', { body: { name: 'nightly', entries: nightly } });
  const all = { ...backup, selection: { namespaces: ['*'] } };
  await world.call('POST', '/v1/schedules', { body: { name: 'all', policy: 'nightly', backup: all } });
  await world.call('POST', '/v1/schedules', { body: { name: 'shop', policy: 'often', backup } });
  await world.call('POST', '/v1/schedules', { body: { name: 'off', policy: 'often', backup, suspended: true } });
  const types = { ...backup, selection: { namespaces: ['shop'], resourceTypes: [{ kind: 'ConfigMap' }] } };
  await world.call('POST', '/v1/schedules', { body: { name: 'some', policy: 'often', backup: types } });

  const shop = await stateOf('shop');
  expect(shop.schedules).toEqual([{ name: 'all' }, { name: 'off', suspended: true }, { name: 'shop' }]);
  world.clock.advance(3 * 3600);
  expect((await stateOf('shop')).state).toBe('protected');
  world.clock.advance(2 * 3600);
  expect(await stateOf('shop')).toMatchObject({ state: 'stale', staleAt: shop.staleAt });
  expect((await stateOf('cart')).state).toBe('protected');
  world.clock.advance(2 * DAY);
  expect((await stateOf('cart')).state).toBe('stale');
});

it('it is asked by state, page by page, and the counts are of all', async () => {
  const first = await read('&state=stale,protected&limit=2');
  const next = await read(`&state=protected,stale&limit=2&cursor=${first.nextCursor}`);
  const names = [...first.items, ...next.items].map((one: Record<string, string>) => one.namespace);
  expect(names).toEqual(['cart', 'empty', 'shop']);
  expect(next.nextCursor).toBeUndefined();
  expect(next.counts).toEqual({ protected: 0, stale: 3, never: 1 });
});

it('the cluster keeps the counts for its list', async () => {
  const { body } = await world.call('GET', '/v1/clusters/c1');
  expect(body.status.protection).toMatchObject({ protected: 0, stale: 3, never: 1 });
});

it('a backup of a namespace of the system is told, too', async () => {
  const id = await backUp({ namespaces: ['kube-system'] });
  expect(await stateOf('kube-system')).toMatchObject({ state: 'protected', newest: { id } });
});

it('many backups of others hide none that a schedule knows', async () => {
  const { uid = '' } = (await world.catalog.read('schedule', 'all')) ?? {};
  const old = (await stateOf('cart')).newest;
  await world.slots.note(uid, { newestGood: old.id, newestGoodAt: old.startedAt });
  const listOperations: typeof world.ledger.listOperations = async (filter, _cursor, limit) => ({
    ...(await world.ledger.listOperations({ ...filter, search: 'kube-system' }, undefined, limit)),
    nextCursor: 'more',
  });
  const item = await world.catalog.read('cluster', 'c1');
  if (!item) throw new Error('no cluster');
  const there = [
    { name: 'cart', isLeaving: false },
    { name: 'nobody', isLeaving: false },
  ];

  const services = { ...world, ledger: { ...world.ledger, listOperations } };
  const { found, lookedBackTo } = await readProtection(services, item, there);

  expect(found.map(({ newest }) => newest?.operationId)).toEqual([old.id, undefined]);
  expect(lookedBackTo).toBeDefined();
});

it('a cluster that is none, or does not answer, is said so', async () => {
  expect((await world.call('GET', '/v1/protection?cluster=ghost')).body.code).toBe('cluster.not_found');
  expect((await world.call('GET', '/v1/protection')).body.errors).toEqual([
    { parameter: 'cluster', message: 'it is missing' },
  ]);
  const away = await cluster.outage(503, async () => await world.call('GET', '/v1/protection?cluster=c1'));
  expect(away.status).toBe(503);
});
