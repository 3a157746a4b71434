import { afterAll, beforeAll, expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation, type Operation } from '../../functions/domain/operation.ts';
import { applyRetention } from '../../functions/runtime/ends/apply-retention.ts';
import { backupBody, registerAll } from '../support/api-steps.ts';
import { type ApiWorld, startApiWorld } from '../support/api-world.ts';
import { type ShopCluster, startShopCluster } from '../support/shop-cluster.ts';

let world: ApiWorld;
let cluster: ShopCluster;
beforeAll(async () => {
  world = await startApiWorld();
  cluster = await startShopCluster();
  await registerAll(world, cluster);
});
afterAll(async () => {
  await world.stop();
  await cluster.stop();
});

it('reads the runs of a schedule once, however many backups go, and keeps the newest', async () => {
  const policy = { name: 'nightly', timeZone: 'UTC', entries: [{ id: 'a', kind: 'daily', at: '02:00', keep: 1 }] };
  await world.call('POST', '/v1/policies', { body: policy });
  const { name: _, ...backup } = backupBody();
  const { body: schedule } = await world.call('POST', '/v1/schedules', {
    body: { name: 's1', policy: 'nightly', backup },
  });
  const made: Operation[] = [];
  for (const day of [20, 21, 22, 23]) made.push(await succeeded({ name: 's1', uid: schedule.uid }, day));
  const newest = made.at(-1) as Operation;
  let reads = 0;
  const ledger: typeof world.ledger = {
    ...world.ledger,
    listBySchedule: async (uid) => {
      reads += 1;
      // as an index that has not heard of the newest one yet
      return (await world.ledger.listBySchedule(uid)).filter(({ operationId }) => operationId !== newest.operationId);
    },
  };

  await applyRetention({ ...world, ledger }, newest);

  const deletions = (await world.ledger.listOperations({ kind: 'delete' })).items;
  const gone = new Set(deletions.map(({ refs }) => refs.backup));
  const older = new Set(made.slice(0, -1).map(({ operationId }) => operationId));
  expect({ reads, gone }).toEqual({ reads: 1, gone: older });
});

async function succeeded(schedule: { name: string; uid: string }, day: number): Promise<Operation> {
  world.clock.advance(60);
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody() });
  const { kind, name, spec, refs, createdBy } = (await world.ledger.readOperation(body.id)) as Operation;
  const operationId = operationIdOf('backup', [String(day)]);
  const slot = { schedule, entries: ['a'], scheduledTime: `2026-11-${day}T02:00:00Z` };
  const row = newOperation({ operationId, kind, name, spec, refs, createdBy, slot }, world.clock.now(), 3600);
  await world.ledger.createOperation(row);
  await world.ledger.finishOperation({ operationId, epoch: 1 }, 'Succeeded', {});
  return (await world.ledger.readOperation(operationId)) as Operation;
}
