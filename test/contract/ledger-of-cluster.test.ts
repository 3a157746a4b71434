import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { parseSelector } from '../../functions/domain/selectors/parse-selector.ts';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import type { Ledger } from '../../functions/services/ledger/ledger.ts';
import { newOperationOf } from '../support/specs.ts';
import { startTables } from '../support/tables.ts';
import { createTestClock } from '../support/test-clock.ts';

const MONTH_SECONDS = 31 * 86_400;
const clock = createTestClock('2026-01-23T08:00:00.000Z');
let database: Awaited<ReturnType<typeof startTables>>;
let ledger: Ledger;
beforeAll(async () => {
  database = await startTables();
  ledger = createLedger(database.client, database.tables.ledger, clock);
});
afterAll(() => database.stop());

async function add(name: string, clusterId: string, kind: Operation['kind'] = 'backup', labels = {}): Promise<string> {
  const operationId = operationIdOf(kind, [name]);
  const refs = { cluster: { name: clusterId, uid: 'u', clusterId }, locations: [] };
  const given = { operationId, name, refs, createdBy: 'tester' };
  await ledger.createOperation({ ...newOperationOf(kind, given, clock.now(), 3600), labels });
  return operationId;
}

describe('the operations of one cluster', () => {
  it('are there at the first page, however long ago they were and however many are of others', async () => {
    const old = await add('old', 'c-one');
    for (let month = 0; month < 30; month += 1) {
      clock.advance(MONTH_SECONDS);
      for (let at = 0; at < 5; at += 1) await add(`other ${month} ${at}`, 'c-other');
    }

    const { items, nextCursor } = await ledger.listOperations({ clusterId: 'c-one', kind: 'backup' });

    expect(items.map(({ operationId }) => operationId)).toEqual([old]);
    expect(nextCursor).toBeUndefined();
  });

  it('come newest first over all kinds, page by page, each once, filtered', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 24; at += 1) {
      clock.advance(60);
      ids.unshift(await add(`mixed ${at}`, 'c-mixed', at % 3 ? 'backup' : 'restore', at % 2 ? {} : { team: 'shop' }));
    }

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledger.listOperations({ clusterId: 'c-mixed' }, cursor, 5);
      seen.push(...page.items.map(({ operationId }) => operationId));
      cursor = page.nextCursor;
    } while (cursor);
    const labelled = await ledger.listOperations({
      clusterId: 'c-mixed',
      kind: 'backup',
      label: parseSelector('team=shop'),
    });

    expect(seen).toEqual(ids);
    expect(labelled.items).toHaveLength(8);
  });
});
