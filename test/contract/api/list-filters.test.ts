import { beforeAll, expect, it } from 'vitest';
import type { Phase } from '../../../functions/domain/operation/phase.ts';
import { backupBody, LOCATION } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();

async function backUp(name: string, phase?: Phase): Promise<string> {
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody({ name }) });
  if (phase) await world.ledger.finishOperation({ operationId: body.id, epoch: 1 }, phase, {});
  return body.id;
}

beforeAll(async () => {
  const good = await backUp('good', 'Succeeded');
  await backUp('bad', 'Failed');
  await backUp('waiting');
  await backUp('stopped', 'Cancelled');
  await world.call('POST', '/v1/restores', {
    body: { name: 'back', backup: good, namespaceMapping: { shop: 'copy' } },
  });
  await world.call('POST', '/v1/locations', { body: { ...LOCATION, name: 'cellar' } });
});

async function names(path: string): Promise<string[]> {
  const { status, body } = await world.call('GET', path);
  expect(status).toBe(200);
  return body.items.map(({ name }: { name: string }) => name).toSorted();
}

it('a list takes several phases, separated by commas', async () => {
  expect(await names('/v1/backups?phase=Failed,Cancelled')).toEqual(['bad', 'stopped']);
  expect(await names('/v1/backups?phase=Succeeded')).toEqual(['good']);
});

it('a list of operations takes several kinds', async () => {
  expect(await names('/v1/operations?kind=restore,simulation')).toEqual(['back']);
  expect(await names('/v1/operations?kind=restore,backup&phase=Pending,InProgress')).toEqual(['back', 'waiting']);
});

it('a list of one location has what writes to it and what reads from it', async () => {
  expect(await names('/v1/operations?location=attic&phase=Succeeded,Pending')).toEqual(['back', 'good', 'waiting']);
  expect(await names('/v1/backups?location=cellar')).toEqual([]);
  const { body } = await world.call('GET', '/v1/backups?location=ghost');
  expect(body).toMatchObject({ status: 404, code: 'location.not_found' });
});

it('a location that was removed is still known to lists', async () => {
  await world.call('POST', '/v1/locations/cellar/recovery-key', { body: { acknowledged: true } });
  const removed = await world.call('DELETE', '/v1/locations/cellar', { headers: { 'if-match': '*' } });
  expect(removed.status).toBe(204);
  expect(await names('/v1/backups?location=cellar')).toEqual([]);
});

it('filters hold over pages, and a cursor is good for the same choices in any order', async () => {
  const first = await world.call('GET', '/v1/backups?phase=Failed,Cancelled&limit=1');
  const next = await world.call('GET', `/v1/backups?phase=Cancelled,Failed&limit=1&cursor=${first.body.nextCursor}`);
  const both: { name: string }[] = [...first.body.items, ...next.body.items];
  expect(both.map(({ name }) => name).toSorted()).toEqual(['bad', 'stopped']);
  const other = await world.call('GET', `/v1/backups?phase=Failed&cursor=${first.body.nextCursor}`);
  expect(other.body.code).toBe('request.cursor_invalid');
});

it.each(['/v1/backups?phase=Failed,Done', '/v1/backups?phase=Failed,', '/v1/operations?phase='])(
  'GET %s is refused, and the answer says which phases there are',
  async (path) => {
    const { body } = await world.call('GET', path);
    expect(body).toMatchObject({ status: 400, errors: [{ parameter: 'phase' }] });
    expect(body.detail).toContain('one of Pending, InProgress, Succeeded, Failed');
  },
);

it('runs of a schedule are found by several phases, past ones among them', async () => {
  const scheduleUid = 'uid-of-a-schedule';
  const slot = { schedule: { name: 's', uid: scheduleUid }, entries: ['e'], scheduledTime: '2026-11-23T02:00:00Z' };
  const waiting = (await world.call('GET', '/v1/backups?phase=Pending')).body.items[0];
  const operation = await world.ledger.readOperation(waiting.id);
  if (operation?.kind !== 'backup') throw new Error('no backup');
  for (const [id, phase] of [
    ['bk-1', 'Missed'],
    ['bk-2', 'Failed'],
    ['bk-3', 'Succeeded'],
  ] as const) {
    const ended = { phase, finishedAt: operation.createdAt };
    await world.ledger.createOperation({ ...operation, ...ended, operationId: id, name: id, slot });
  }
  const listed = await world.ledger.listOperations({ scheduleUid, phase: ['Missed', 'Failed'] });
  expect(listed.items.map(({ name }) => name)).toEqual(['bk-2', 'bk-1']);
});
