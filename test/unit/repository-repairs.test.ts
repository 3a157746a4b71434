import { expect, it } from 'vitest';
import { advanceRepositories } from '../../functions/backup/repositories/repositories.ts';
import type { RepositoryRow } from '../../functions/services/catalog/catalog.ts';
import { newOperationOf } from '../support/specs.ts';
import { createTestClock } from '../support/test-clock.ts';

const EARLIER = '2026-11-28T08:00:00.000Z';
const LATER = '2026-11-28T08:00:00.001Z';

/** Somebody else has its lease, so that nothing is begun. */
async function wanting(row: Pick<RepositoryRow, 'corruptAt' | 'repairedAt'>): Promise<string[]> {
  const clock = createTestClock();
  const refs = { cluster: { name: 'c1', uid: 'u1', clusterId: 'k1' }, locations: [{ name: 'attic', uid: 'l1' }] };
  const given = { operationId: 'bk-1', name: 'one', refs, createdBy: 'ann' };
  const operation = newOperationOf('backup', given, clock.now(), 3600);
  const services = {
    clock,
    clusters: { open: async () => ({}) },
    leases: { acquire: async () => undefined },
    ledger: { updateOperation: async () => operation },
    movers: { look: async () => ({ states: [], live: [] }) },
    repositories: { read: async () => ({ locationUid: 'l1', clusterId: 'k1', namespace: 'shop', ...row }) },
  } as unknown as Parameters<typeof advanceRepositories>[0];
  const call = { operation, run: operation, secondsInStage: 0, outageSeconds: 0, remainingMs: () => 60_000 };
  const [turn, location] = [call, { locationUid: 'l1', ref: refs.locations[0] }] as unknown as [
    Parameters<typeof advanceRepositories>[1],
    Parameters<typeof advanceRepositories>[2],
  ];
  return await advanceRepositories(services, turn, location, { namespaces: ['shop'], transfers: [] });
}

it.each([
  ['was never seen to lack data', {}, []],
  ['lacks data', { corruptAt: EARLIER }, ['shop']],
  ['was repaired before it was seen to lack data', { repairedAt: EARLIER, corruptAt: LATER }, ['shop']],
  ['was repaired in the moment in which it was seen to lack data', { repairedAt: LATER, corruptAt: LATER }, ['shop']],
  ['was repaired after it was seen to lack data', { repairedAt: LATER, corruptAt: EARLIER }, []],
])('a repository that %s is waited for only if it is due for a repair', async (_, row, due) => {
  expect(await wanting(row)).toEqual(due);
});
