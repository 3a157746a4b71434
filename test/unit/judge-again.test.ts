import { expect, it } from 'vitest';
import { judgeAgain } from '../../functions/api/schedules/judge-again.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { BoundSchedule } from '../../functions/scheduling/read-schedule.ts';
import { createTestClock } from '../support/test-clock.ts';

const RUNS = 300;
const schedule = { name: 'nightly', uid: 's-1' };

function runOf(n: number): Operation {
  const startedAt = new Date(Date.UTC(2026, 9, 1, n)).toISOString();
  const holds = n === 0 ? { digest: 'both', volumes: 2 } : { digest: 'one', volumes: 1 };
  const lacks = n === 0 ? {} : { lacks: { claims: ['shop/cache'], count: 1, than: 'bk-0' } };
  const slot = { schedule, entries: ['hourly'], scheduledTime: startedAt };
  return { operationId: `bk-${n}`, kind: 'backup', phase: 'Succeeded', startedAt, holds, slot, ...lacks } as Operation;
}

it('judges hundreds of runs that lack a claim within a request: what they hold is read once', async () => {
  const runs = new Map(Array.from({ length: RUNS }, (_, n) => [`bk-${n}`, runOf(n)]));
  const calls = { readVolumes: 0, slots: 0 };
  const state: Record<string, unknown> = {};
  const services = {
    clock: createTestClock(),
    catalog: {},
    ledger: {
      listBySchedule: async () => [...runs.values()],
      readVolumes: async (id: string) => {
        calls.readVolumes += 1;
        const names = id === 'bk-0' ? ['data', 'cache'] : ['data'];
        return names.map((pvc) => ({ namespace: 'shop', pvc, phase: 'Done' }));
      },
      updateEnded: async (id: string, changes: Partial<Operation>) => {
        const { lacks, ...rest } = { ...(runs.get(id) as Operation), ...changes };
        const changed = (lacks ? { ...rest, lacks } : rest) as Operation;
        runs.set(id, changed);
        return changed;
      },
    },
    slots: {
      read: async () => state,
      note: async (_: string, changes: object) => {
        calls.slots += 1;
        Object.assign(state, changes);
      },
    },
  } as unknown as Parameters<typeof judgeAgain>[0];
  const spec = { backup: { selection: { namespaces: ['shop'] } }, mayBeDeleted: ['shop/cache'] };
  const policy = { spec: { entries: [{ id: 'hourly', keep: 1000 }] } };

  await judgeAgain(services, { item: { ...schedule, spec }, policy } as unknown as BoundSchedule);

  expect([...runs.values()].filter(({ lacks }) => lacks)).toEqual([]);
  expect(state).toMatchObject({ newestGood: `bk-${RUNS - 1}`, lacking: undefined });
  expect(calls.readVolumes).toBeLessThan(10);
  expect(calls.slots).toBeLessThan(10);
});
