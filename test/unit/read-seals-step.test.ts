import { expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { keyCheckOf, renderRecoveryKey } from '../../functions/domain/location/keys.ts';
import type { SealsRead } from '../../functions/domain/location/maintenance.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { readSeals } from '../../functions/maintain-location/read-seals.ts';
import { SPECS } from '../support/specs.ts';
import { createTestClock } from '../support/test-clock.ts';

/** Of an item, as DynamoDB counts it; a row has more than the ids. */
const MAX_BYTES = 400_000;
const OPEN = 20_000;

async function step() {
  const clock = createTestClock();
  const location = { locationUid: 'l-1', recoveryKey: renderRecoveryKey(Buffer.alloc(32, 1)) };
  const marker = { format: 1, locationUid: 'l-1', installationId: 'abcdefghij', keyCheck: keyCheckOf(location) };
  const ref = { name: 'attic', uid: 'l-1' };
  const refs = { cluster: { name: 'c', uid: 'u', clusterId: 'c1' }, locations: [ref] };
  const operationId = operationIdOf('maintenance', ['one']);
  const given = {
    operationId,
    kind: 'maintenance' as const,
    name: 'attic',
    spec: SPECS.maintenance,
    refs,
    createdBy: 'upkeep',
  };
  const lease = { heldLeases: ['maintenance#l-1'], leaseToken: 1 };
  const operation = { ...newOperation(given, clock.now(), 3600), ...lease };
  const changes: Partial<Operation>[] = [];
  const rows = new Map<number, SealsRead>();
  const services = {
    clock,
    config: { installationId: 'abcdefghij' },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    catalog: { read: async () => undefined },
    leases: { acquire: async () => 1 },
    locations: {
      open: async () => ({
        ...location,
        ref,
        store: {
          listBackups: async () => ({ keys: [] }),
          readMarker: async () => Buffer.from(JSON.stringify(marker)),
        },
      }),
    },
    ledger: {
      enterStage: async () => operation,
      updateOperation: async (_: unknown, one: Partial<Operation>) => void changes.push(one),
      listIncomplete: async () => Array.from({ length: OPEN }, (_, n) => operationIdOf('backup', [String(n)])),
      listCopies: async () => ({ items: [] }),
      readSeals: async () => [...rows.values()],
      recordSeals: async (_: unknown, row: SealsRead) => void rows.set(row.n, row),
    },
  } as unknown as Parameters<typeof readSeals>[0];

  const result = await readSeals(services)({ step: 'readSeals', run: { operationId, epoch: 1 } }, () => 100_000);

  expect(result.status).toBe('done');
  return { pages: [...rows.values()], changes };
}

it('notes more open backups than one row of the table holds', async () => {
  const { pages, changes } = await step();

  expect(pages.filter((row) => JSON.stringify(row).length > MAX_BYTES)).toEqual([]);
  expect(new Set(pages.flatMap(({ keptRuns }) => keptRuns)).size).toBe(OPEN);
  expect(changes.at(-1)).toHaveProperty('partsReadAt');
});
