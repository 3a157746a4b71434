import { describe, expect, it } from 'vitest';
import type { Finding } from '../../functions/domain/location/maintenance.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { MaintenanceTransfer } from '../../functions/domain/transfer/transfer.ts';
import { noteUnopened, tellOfRepositories } from '../../functions/maintain-location/seals/unopened-repositories.ts';
import { createTestClock } from '../support/test-clock.ts';

const REPOSITORY = { clusterId: 'c1', namespace: 'shop' };
const KNOWN: Finding = {
  code: 'repository.unreadable',
  clusterId: 'c1',
  repository: 'c1/shop',
  message: 'repository c1/shop cannot be opened',
};
const OPERATION = { operationId: 'mt-1', refs: { locations: [{ name: 'attic', uid: 'l-1' }] }, findings: [KNOWN] };

function workOf(more: Partial<MaintenanceTransfer>): MaintenanceTransfer {
  return { repository: REPOSITORY, full: true, attempt: 3, phase: 'Failed', ...more } as MaintenanceTransfer;
}

function world() {
  const changes: Partial<Operation>[] = [];
  const ended: Record<string, unknown> = {};
  const told: string[] = [];
  const row = { ...REPOSITORY, locationUid: 'l-1', unopenedAt: '2026-11-27T00:00:00.000Z' };
  const operations: Record<string, unknown> = {
    'mt-1': OPERATION,
    'bk-late': { operationId: 'bk-late', phase: 'Succeeded' },
  };
  const services = {
    clock: createTestClock(),
    catalog: { read: async () => ({ status: { findings: [KNOWN] } }) },
    repositories: { list: async () => [row], read: async () => row, note: async () => undefined },
    ledger: {
      readOperation: async (id: string) => operations[id],
      readVolumes: async () => [{ namespace: 'shop', pvc: 'data', result: { kopiaId: 'k1234567rest' } }],
      updateOperation: async (_: unknown, one: Partial<Operation>) => void changes.push(one),
      updateEnded: async (id: string, one: object) => void Object.assign(ended, { [id]: one }),
      appendEvent: async (_: string, { type }: { type: string }) => void told.push(type),
    },
  } as unknown as Parameters<typeof noteUnopened>[0];
  const token = 'k1234567';
  const page = {
    n: 0,
    sealed: ['bk-late'],
    kept: { 'c1/shop': [token] },
    owners: { [`c1/shop/${token}`]: 'bk-late' },
    keptRuns: [],
    orphans: [],
    doubts: [],
  };
  const turn = {
    operation: OPERATION as unknown as Operation,
    run: { operationId: 'mt-1', epoch: 1 },
    location: { locationUid: 'l-1', store: { hasRepository: async () => true } },
    readPages: async () => [page],
  } as unknown as Parameters<typeof tellOfRepositories>[1];
  return { services, turn, changes, ended, told };
}

describe('a repository that could not be opened', () => {
  it.each([
    ['could not be looked at this time', workOf({ failure: { code: 'mover.not_started', message: 'no node' } }), 1],
    ['was opened', workOf({ phase: 'Succeeded' }), 0],
  ])('that %s: its finding', async (_, work, count) => {
    const { services, turn, changes, told } = world();

    await tellOfRepositories(services, turn, [work]);

    expect(changes.at(-1)).toEqual({ findings: [KNOWN].slice(0, count), newFindings: 0 });
    expect(told).toEqual([]);
  });

  it('damages what was sealed after the maintenance that found it first', async () => {
    const { services, turn, ended } = world();
    const failure = { code: 'repository.unreadable' as const, message: 'invalid format blob' };

    expect(await noteUnopened(services, turn, workOf({ failure }))).toBe(true);

    expect(ended['bk-late']).toMatchObject({ damagedVolumes: ['shop/data'] });
  });
});
