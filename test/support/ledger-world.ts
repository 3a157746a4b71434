import { afterAll } from 'vitest';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import { startTables } from './tables.ts';
import { createTestClock } from './test-clock.ts';

/** A ledger on tables of its own, for the file that asks for it. */
export async function startLedger() {
  const clock = createTestClock('2026-11-23T08:00:00.000Z');
  const database = await startTables();
  afterAll(() => database.stop());
  return { clock, database, ledger: createLedger(database.client, database.tables.ledger, clock) };
}
