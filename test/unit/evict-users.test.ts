import { expect, it } from 'vitest';
import { removalOf } from '../../functions/api/cascade.ts';
import type { RemoveScheduleServices } from '../../functions/api/schedules/remove-schedule.ts';

/** A request to remove a cluster by force, and the facts that it has put on record. */
function forced() {
  const facts: Record<string, unknown> = {};
  const request = {
    params: { name: 'c1' },
    caller: { subject: 'ann' },
    query: { force: true },
    about: (more: object) => void Object.assign(facts, more),
  };
  const ledger = {
    readOperation: async (operationId: string) => ({
      operationId,
      phase: operationId === 'bk-over' ? 'Failed' : 'Pending',
      residuals: [],
    }),
    requestCancel: async (operationId: string) => {
      if (operationId === 'bk-broken') throw new Error('the table is away');
    },
    appendEvent: async () => undefined,
  };
  const { evict } = removalOf({ ledger } as unknown as RemoveScheduleServices, request as never, 'cluster');
  const users = (ids: readonly string[]) => ids.map((name) => ({ kind: 'backup', name }));
  return { facts, end: async (ids: readonly string[]) => await evict?.(users(ids) as never) };
}

it('puts on record fifty of those that ended with what is removed by force, and how many there were', async () => {
  const { facts, end } = forced();

  await end([...Array.from({ length: 60 }, (_, n) => `bk-${n}`), 'bk-over']);

  expect(facts.ended).toHaveLength(50);
  expect(facts.ended).toContain('backup bk-0');
  expect(facts.endedInAll).toBe(60);
});

it('puts on record what has ended before a removal by force failed', async () => {
  const { facts, end } = forced();

  await expect(end(['bk-0', 'bk-over', 'bk-broken'])).rejects.toThrow('the table is away');

  expect(facts).toEqual({ ended: ['backup bk-0'] });
});
