import { expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { endsSince, firstHour } from '../../functions/domain/statistics/hour-counts.ts';
import { startLedger } from '../support/ledger-world.ts';
import { newOperationOf } from '../support/specs.ts';

const { clock, ledger } = await startLedger();
const refs = { cluster: { name: 'here', uid: 'u', clusterId: 'c-1' }, locations: [] };

function ended(n: number, finishedAt: string, changes: Partial<Operation> = {}): Operation {
  const given = { operationId: operationIdOf('backup', [String(n)]), name: `backup ${n}`, refs, createdBy: 'tester' };
  const operation = newOperationOf('backup', given, clock.now(), 60);
  return { ...operation, phase: 'Succeeded', finishedAt, ...changes } as Operation;
}

it('ends are counted by their hours, however many come at once', async () => {
  const ends = Array.from({ length: 9 }, (_, n) => ended(n, '2026-11-23T07:59:59.000Z'));
  await Promise.all(ends.map(async (one) => await ledger.countEnd(one)));
  await ledger.countEnd(ended(10, '2026-11-23T08:00:00.000Z', { phase: 'Cancelled' }));

  const hours = (await ledger.readHours()).toSorted((a, b) => (a.hour < b.hour ? -1 : 1));
  expect(hours).toEqual([
    { hour: '2026-11-23T07', counts: { backup_Succeeded: 9 } },
    { hour: '2026-11-23T08', counts: { backup_Cancelled: 1 } },
  ]);
  const now = new Date('2026-11-24T08:30:00.000Z');
  expect(endsSince(hours, firstHour(now, 24))).toEqual([{ kind: 'backup', phase: 'Cancelled', count: 1 }]);
  expect(endsSince(hours, firstHour(now, 25))).toHaveLength(2);
});

it('an hour of the next week takes the row of one that nobody asks for any more', async () => {
  const at = '2026-12-01T07:10:00.000Z';
  await ledger.countEnd(ended(11, at));
  await ledger.countEnd(ended(12, '2026-11-23T07:00:00.000Z'));

  const hours = await ledger.readHours();
  expect(hours.filter(({ hour }) => hour.endsWith('T07'))).toEqual([
    { hour: '2026-12-01T07', counts: { backup_Succeeded: 1 } },
  ]);
});

it('what failed is noted, and what a retry has done over; of one hour the first fifty', async () => {
  const at = '2026-11-23T10:00:00.000Z';
  const failures = Array.from({ length: 52 }, (_, n) => ended(100 + n, at, { phase: 'Failed' }));
  for (const one of failures) await ledger.countEnd(one);
  const [first] = failures;
  await ledger.countEnd(ended(200, at, { retryOf: first?.operationId ?? '' }));
  await ledger.countEnd({ ...ended(201, at, { phase: 'Failed' }), kind: 'simulation' } as unknown as Operation);

  const [hour] = (await ledger.readHours()).filter((row) => row.hour === '2026-11-23T10');
  expect(hour?.counts).toEqual({ backup_Failed: 52, backup_Succeeded: 1, simulation_Failed: 1 });
  expect(hour?.failed).toEqual(failures.slice(0, 50).map(({ operationId }) => operationId));
  expect(hour?.mended).toEqual([first?.operationId]);
});
