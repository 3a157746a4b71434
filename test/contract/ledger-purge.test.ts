import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeIfComplete } from '../../functions/completion/close-if-complete.ts';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import { purgeRecords } from '../../functions/events/purge-records.ts';
import type { Catalog } from '../../functions/services/catalog/catalog.ts';
import { createCatalog } from '../../functions/services/catalog/dynamodb-catalog.ts';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import type { Ledger } from '../../functions/services/ledger/ledger.ts';
import { SPECS } from '../support/specs.ts';
import { startTables } from '../support/tables.ts';
import { createTestClock } from '../support/test-clock.ts';

const DAY_SECONDS = 86_400;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = createTestClock('2026-11-23T08:00:00.000Z');
let database: Awaited<ReturnType<typeof startTables>>;
let catalog: Catalog;
let ledger: Ledger;
beforeAll(async () => {
  database = await startTables();
  catalog = createCatalog(database.client, database.tables.catalog, clock);
  ledger = createLedger(database.client, database.tables.ledger, clock);
});
afterAll(() => database.stop());

/** A backup with an event and a copy, deleted now; closed before its deletion, or after it. */
async function deletedBackup(name: string, closed: 'before' | 'after'): Promise<string> {
  const operationId = operationIdOf('backup', [name]);
  const refs = { cluster: { name: 'c', uid: 'u', clusterId: 'c1' }, locations: [] };
  const given = { operationId, kind: 'backup' as const, name, spec: SPECS.backup, refs, createdBy: 'tester' };
  await ledger.createOperation(newOperation(given, clock.now(), 3600));
  const run = { operationId, epoch: 1 };
  await ledger.recordCopy(run, { locationUid: 'l', bytes: 1, phase: 'Succeeded' });
  await ledger.finishOperation(run, 'Succeeded', {});
  const at = clock.now().toISOString();
  const settle = async () =>
    await closeIfComplete(
      { catalog, ledger },
      await ledger.updateEnded(operationId, { settledAt: at, notifiedAt: at }),
    );
  if (closed === 'before') await settle();
  await ledger.markDeleting(operationId, { operationId: 'dl-1', at, by: 'ann', because: 'a test' });
  await ledger.markDeleted(operationId, 'dl-1', []);
  if (closed === 'after') await settle();
  return operationId;
}

const isThere = async (id: string) => (await database.readAll()).ledger.some((row) => row.includes(id));

describe('the records of a deleted backup', () => {
  it('stay for thirty days, and go then, whole; those of others stay', async () => {
    const one = await deletedBackup('one', 'before');
    const other = await deletedBackup('other', 'after');
    clock.advance(3 * DAY_SECONDS);
    const younger = await deletedBackup('younger', 'before');
    const purge = purgeRecords({ clock, ledger, log: SILENT });
    clock.advance(27 * DAY_SECONDS);
    expect(await purge()).toEqual({ purged: 0 });

    clock.advance(DAY_SECONDS);
    expect(await purge()).toEqual({ purged: 2 });
    expect(await Promise.all([one, other, younger].map(isThere))).toEqual([false, false, true]);
    expect(await purge()).toEqual({ purged: 0 });
  });

  it('go in the end, however long nothing looked', async () => {
    const operationId = await deletedBackup('stack-off', 'before');
    clock.advance(200 * DAY_SECONDS);

    await purgeRecords({ clock, ledger, log: SILENT })();

    expect(await isThere(operationId)).toBe(false);
  });

  it('go in the end, though a slow store lets a turn look at few days only', async () => {
    const operationId = await deletedBackup('slow', 'before');
    clock.advance(200 * DAY_SECONDS);
    let asked = 0;
    const slow: Ledger = {
      ...ledger,
      listDeleted: async (day) => {
        asked += 1;
        return await ledger.listDeleted(day);
      },
    };
    for (let turn = 0; turn < 28; turn += 1) {
      const before = asked;
      // 3 s a day of a function's 120 s, of which the last 20 s are kept.
      const context = { getRemainingTimeInMillis: () => 120_000 - (asked - before) * 3_000 };

      await purgeRecords({ clock, ledger: slow, log: SILENT })(undefined, context);

      expect(asked - before).toBe(34);
      clock.advance(DAY_SECONDS / 4);
    }
    expect(await isThere(operationId)).toBe(false);
  });

  it('go as late as those of a simulation that has ended', async () => {
    const operationId = operationIdOf('simulation', ['looked']);
    const refs = { cluster: { name: 'c', uid: 'u', clusterId: 'c1' }, locations: [] };
    const given = { operationId, kind: 'simulation' as const, name: 'looked', spec: SPECS.simulation, refs };
    await ledger.createOperation(newOperation({ ...given, createdBy: 'tester' }, clock.now(), 3600));
    await ledger.finishOperation({ operationId, epoch: 1 }, 'Succeeded', {});
    const at = clock.now().toISOString();
    const ended = await ledger.updateEnded(operationId, { settledAt: at, notifiedAt: at });
    await closeIfComplete({ catalog, ledger }, ended);
    const purge = purgeRecords({ clock, ledger, log: SILENT });

    clock.advance(30 * DAY_SECONDS);
    expect(await purge()).toEqual({ purged: 0 });
    clock.advance(DAY_SECONDS);
    expect(await purge()).toEqual({ purged: 1 });
    expect(await isThere(operationId)).toBe(false);
  });

  it('are not taken for those of one that is there again', async () => {
    const operationId = operationIdOf('backup', ['alive']);
    const refs = { cluster: { name: 'c', uid: 'u', clusterId: 'c1' }, locations: [] };
    const given = {
      operationId,
      kind: 'backup' as const,
      name: 'alive',
      spec: SPECS.backup,
      refs,
      createdBy: 'tester',
    };
    await ledger.createOperation(newOperation(given, clock.now(), 3600));
    await ledger.purge(operationId);

    expect(await isThere(operationId)).toBe(true);
  });
});
