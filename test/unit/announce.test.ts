import { describe, expect, it } from 'vitest';
import { type AnnounceServices, createAnnouncer } from '../../functions/completion/announce.ts';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { SPECS } from '../support/specs.ts';
import { createTestClock } from '../support/test-clock.ts';

const HOUR = 3600;
const RECEIVER = {
  name: 'pager',
  uid: 'r-1',
  createdAt: '2026-11-01T00:00:00.000Z',
  spec: { kind: 'webhook', url: 'https://pager.example', events: ['validation.failed'] },
};

function failedAt(finishedAt: string, name: string): Operation {
  const refs = { cluster: { name: 'c', uid: 'u', clusterId: 'c1' }, locations: [] };
  const given = { kind: 'validation' as const, name, spec: SPECS.validation, refs, createdBy: 'tester' };
  const operation = newOperation({ ...given, operationId: operationIdOf('validation', [name]) }, new Date(), HOUR);
  return { ...operation, phase: 'Failed', finishedAt, settledAt: finishedAt };
}

/** Operations that one announcer tells a receiver of that takes nothing. */
function silentWorld(operations: readonly Operation[]) {
  const clock = createTestClock('2026-11-23T09:00:00.000Z');
  const rows = new Map(operations.map((one) => [one.operationId, one]));
  let status = {};
  const seen = { sent: 0, givenUp: [] as string[] };
  const services = {
    clock,
    config: { installationId: 'abcdefghij', stage: 'test', apiUrl: '' },
    catalog: {
      list: async () => ({ items: [{ ...RECEIVER, status }] }),
      writeStatus: async (_kind: string, _name: string, _uid: string, changes: object) => {
        status = { ...status, ...changes };
      },
      removeUse: async () => undefined,
    },
    ledger: {
      updateEnded: async (id: string, changes: object) => {
        const row = { ...rows.get(id), ...changes } as Operation;
        rows.set(id, row);
        return row;
      },
      appendEvent: async (id: string, { type }: { type: string }) => {
        if (type === 'NotificationGivenUp') seen.givenUp.push(id);
      },
      closeOperation: async (id: string) => void rows.delete(id),
    },
    metrics: { emit: () => undefined },
    notifier: {
      send: async () => {
        seen.sent += 1;
        throw new Error('refused');
      },
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as AnnounceServices;
  const sweep = async () => {
    const announce = createAnnouncer(services);
    for (const operation of rows.values()) await announce(operation);
  };
  return { clock, rows, seen, sweep };
}

describe('a receiver that takes nothing', () => {
  it('is tried once a sweep, and no message waits for it for more than two days', async () => {
    const messages = Array.from({ length: 500 }, (_, n) => failedAt('2026-11-23T08:00:00.000Z', `n-${n}`));
    const { clock, rows, seen, sweep } = silentWorld(messages);
    await sweep();
    expect([seen.sent, seen.givenUp.length]).toEqual([1, 0]);

    clock.advance(49 * HOUR);
    await sweep();

    expect(seen.sent).toBe(2);
    expect(seen.givenUp).toHaveLength(500);
    expect(rows.size).toBe(0);
  });

  it('is tried for each message, if it was not known before that it takes none', async () => {
    const old = Array.from({ length: 3 }, (_, n) => failedAt('2026-11-20T08:00:00.000Z', `n-${n}`));
    const { seen, sweep } = silentWorld(old);

    await sweep();
    await sweep();

    expect([seen.sent, seen.givenUp.length]).toEqual([2, 2]);
  });
});
