import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../clock/clock.ts';
import type { RowLog } from '../dynamodb/read-row.ts';
import { createTable } from '../dynamodb/table.ts';
import { createActionRows } from './action-rows.ts';
import { createCopyRows, createPartRows, createSealRows } from './copy-rows.ts';
import { createDeletionRows } from './deletion-rows.ts';
import { createEndedRows, createEventRows } from './ended-rows.ts';
import type { Ledger } from './ledger.ts';
import { createLists } from './list-operations.ts';
import { createObjectRows } from './object-rows.ts';
import { createOperationRows } from './operation-rows.ts';
import { createRunWriter } from './run-writer.ts';
import { createStatisticsRows } from './statistics-rows.ts';
import { createVolumeRows } from './volume-rows.ts';

/**
 * The ledger on DynamoDB. Invariant: whatever an execution writes carries its epoch, and a takeover raises the epoch
 * first; so a Lambda that outlives its execution (StopExecution and timeouts do not stop one) can write nothing more.
 * @param log is told of rows that lists leave out
 */
export function createLedger(client: DynamoDBClient, tableName: string, clock: Clock, log?: RowLog): Ledger {
  const table = createTable(client, tableName);
  const writer = createRunWriter(table, clock);
  const { read, refusal } = writer;
  return {
    ...createOperationRows(table, clock, writer),
    ...createEndedRows(table, clock, writer),
    ...createVolumeRows(table),
    ...createActionRows(table, refusal),
    ...createDeletionRows(table, clock),
    ...createObjectRows(table, refusal),
    ...createPartRows(table, refusal),
    ...createCopyRows(table, read, refusal),
    ...createEventRows(table, clock, log),
    ...createSealRows(table, refusal),
    ...createLists(table, clock, log),
    ...createStatisticsRows(table, log),
  };
}
