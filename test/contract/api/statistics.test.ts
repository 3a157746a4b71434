import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { completeOperation } from '../../../functions/completion/complete-operation.ts';
import { operationIdOf } from '../../../functions/domain/ids.ts';
import type { OperationChanges } from '../../../functions/domain/operation/operation.ts';
import type { Phase } from '../../../functions/domain/operation/phase.ts';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
const MINUTE = 60;
const ERROR = {
  code: 'cluster.unreachable',
  disposition: 'Transient',
  message: 'nobody answers',
  details: {},
} as const;

beforeAll(async () => {
  await world.call('POST', '/v1/locations/attic/recovery-key', { body: { acknowledged: true } });
});
// What was worked out a minute ago is worked out anew.
beforeEach(() => world.clock.advance(2 * MINUTE));

async function end(id: string, phase: Phase, changes: OperationChanges = {}): Promise<void> {
  await world.ledger.finishOperation({ operationId: id, epoch: 1 }, phase, changes);
  const operation = await world.ledger.readOperation(id);
  if (operation) await completeOperation(world, operation);
}

async function backUp(phase?: Phase, changes: OperationChanges = {}): Promise<string> {
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody() });
  if (phase) await end(body.id, phase, changes);
  return body.id;
}

async function read() {
  const { status, body } = await world.call('GET', '/v1/statistics');
  expect(status).toBe(200);
  return body;
}

const needs = async () => (await read()).needsPerson.items;

it('says how many operations ended and run, by kind and phase', async () => {
  await backUp('Succeeded');
  await backUp('Succeeded');
  await backUp();
  const { operations, countedSince } = await read();

  const succeeded = [{ kind: 'backup', phase: 'Succeeded', count: 2 }];
  expect(operations).toEqual({
    day: succeeded,
    week: succeeded,
    open: [{ kind: 'backup', phase: 'Pending', count: 1 }],
  });
  expect(countedSince).toBe('2026-11-23T09:00:00.000Z');
});

it('is worked out once a minute, however many ask', async () => {
  const before = await read();
  await backUp('Succeeded');
  expect(await read()).toEqual(before);
  world.clock.advance(MINUTE);
  expect((await read()).operations.day[0].count).toBe(before.operations.day[0].count + 1);
});

it('reads no more operations and hours however many have ended', async () => {
  const reads = vi.spyOn(world.ledger, 'readOperation');
  const lists = vi.spyOn(world.ledger, 'listOperations');
  const look = async () => {
    reads.mockClear();
    world.clock.advance(2 * MINUTE);
    const { operations } = await read();
    return { reads: reads.mock.calls.length, hours: (await world.ledger.readHours()).length, day: operations.day };
  };
  const [one] = (await world.ledger.listOperations({ kind: 'backup', phase: 'Succeeded' })).items;
  if (!one) throw new Error('no backup');
  lists.mockClear();
  const before = await look();
  for (let n = 0; n < 40; n += 1) {
    const another = { ...one, operationId: operationIdOf('backup', [`many ${n}`]) };
    await world.ledger.createOperation(another);
    await world.ledger.countEnd(another);
    await world.ledger.closeOperation(another.operationId);
  }
  const after = await look();

  expect(after.day[0].count).toBe(before.day[0].count + 40);
  expect([after.reads, after.hours]).toEqual([before.reads, before.hours]);
  expect(lists).not.toHaveBeenCalled();
  expect(reads).toHaveBeenCalled();
  vi.restoreAllMocks();
});

it('has the state of clusters and locations, and what lies at each location', async () => {
  const item = await world.catalog.read('location', 'attic');
  const maintenance = { operationId: 'mt-1', at: '2026-11-23T06:00:00.000Z', phase: 'Succeeded', bytes: 12_345 };
  await world.catalog.writeStatus('location', 'attic', item?.uid ?? '', { maintenance });
  await world.call('GET', '/v1/protection?cluster=c1');
  const { clusters, locations } = await read();

  expect(locations).toEqual([{ name: 'attic', state: 'Valid', bytes: 12_345, bytesAt: '2026-11-23T06:00:00.000Z' }]);
  expect(clusters).toMatchObject([{ name: 'c1', state: 'Valid', protection: { protected: 1, stale: 0 } }]);
});

it('a backup that failed needs a person, until a retry has done it over', async () => {
  const id = await backUp('Failed', { error: ERROR });
  expect(await needs()).toMatchObject([
    { reason: 'failed', kind: 'backup', name: 'first', id, message: 'nobody answers', path: `/v1/backups/${id}` },
  ]);
  const { body } = await world.call('POST', `/v1/backups/${id}/retry`, { body: {} });
  await end(body.id, 'Succeeded');
  world.clock.advance(2 * MINUTE);

  expect(await needs()).toEqual([]);
});

it('a run of a schedule that failed needs nobody once a later one is good', async () => {
  const { name: _, ...backup } = backupBody();
  const entries = [{ id: 'night', kind: 'daily', at: '02:00', keep: 3 }];
  await world.call('POST', '/v1/policies', { body: { name: 'nightly', entries } });
  await world.call('POST', '/v1/schedules', { body: { name: 'shop', policy: 'nightly', backup } });
  const run = async () => (await world.call('POST', '/v1/schedules/shop/run', { body: {} })).body.id;
  const id = await run();
  await end(id, 'Failed', { error: ERROR });
  expect(await needs()).toMatchObject([{ reason: 'failed', id }]);

  world.clock.advance(2 * MINUTE);
  await end(await run(), 'Succeeded', { startedAt: world.clock.now().toISOString() });
  expect(await needs()).toEqual([]);
});

it('what is left on a cluster needs a person, and so does an application that may stand still; that comes first', async () => {
  const residuals = [{ kind: 'Job', name: 'sf-mover', reason: 'it has a finalizer' }];
  const left = await backUp('Cancelled', { residuals });
  const still = { group: 1, namespaces: ['shop'], thawFailed: 'the pod is gone' };
  const unthawed = await backUp('Failed', { error: ERROR, freezes: [still] as never });
  const items = await needs();

  expect(items.map(({ reason, id }: Record<string, string>) => [reason, id])).toEqual([
    ['thaw_failed', unthawed],
    ['residuals', left],
  ]);
  expect(items[1].message).toBe('Job sf-mover is still on its cluster: it has a finalizer');
  await world.ledger.updateEnded(left, { residuals: [] });
  await world.call('POST', `/v1/backups/${unthawed}/retry`, { body: {} }).then(({ body }) => end(body.id, 'Succeeded'));
});

it('what is amiss with locations, clusters and schedules needs a person', async () => {
  const location = await world.catalog.read('location', 'attic');
  const cluster = await world.catalog.read('cluster', 'c1');
  const schedule = await world.catalog.read('schedule', 'shop');
  if (!location || !cluster || !schedule) throw new Error('something is missing');
  const finding = { code: 'seal.missing', clusterId: 'c', backupId: 'bk-1', message: 'the seal of bk-1 is gone' };
  const at = '2026-11-23T06:00:00.000Z';
  const reason = { code: 'location.unreachable', message: 'no answer' };
  await world.catalog.writeStatus('location', 'attic', location.uid, {
    findings: [finding],
    recoveryKeyAcknowledged: false,
    validated: { observedGeneration: location.generation, at, reason },
  });
  await world.catalog.writeStatus('cluster', 'c1', cluster.uid, {
    reason: ERROR,
    credentialsExpireAt: '2026-12-01T00:00:00.000Z',
    expiringCredential: 'token of access',
    upkeep: {
      at,
      removed: [],
      left: [],
      reported: [{ kind: 'VolumeSnapshot', name: 's', operation: 'o', reason: 'r' }],
    },
  });
  await world.slots.note(schedule.uid, { lacking: { backup: 'bk-2', than: 'bk-1', claims: ['shop/data'], count: 3 } });

  const { needsPerson, locations, clusters } = await read();

  const told = needsPerson.items.map((one: Record<string, string>) => `${one.reason} ${one.path}`);
  expect(told).toEqual([
    'damaged /v1/locations/attic',
    'reduced /v1/schedules/shop',
    'invalid /v1/clusters/c1',
    'invalid /v1/locations/attic',
    'credentials /v1/clusters/c1',
    'recovery_key /v1/locations/attic',
    'unaccounted /v1/clusters/c1',
  ]);
  expect(needsPerson.count).toBe(7);
  expect(locations[0].state).toBe('Invalid');
  expect(clusters[0]).toMatchObject({ state: 'Invalid', credentialsExpireAt: '2026-12-01T00:00:00.000Z' });
});
