import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { BackupSpec } from '../../functions/domain/backup/backup-spec.ts';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { BackupOperation } from '../../functions/domain/operation/operation.ts';
import type { Phase } from '../../functions/domain/operation/phase.ts';
import { resolveSettings } from '../../functions/domain/settings/settings.ts';
import { inParallel } from '../../functions/platform/in-parallel.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import { rowOfOperation } from '../../functions/services/ledger/rows.ts';
import { startDynamoDb } from '../../local/dynamodb.ts';

/** Of one BatchWriteItem; AWS takes no more. */
const BATCH = 25;
const CONCURRENCY = 4;

export interface Wanted {
  n: number;
  createdAt: Date;
  scheduleUid: string;
  phase: Phase;
}

/** A ledger on dynalite, on disk as `npm start` has it, that records are put into by the thousand. */
export async function startManyRecords(folder: string) {
  const { url, tables, stop } = await startDynamoDb({ folder });
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

  return {
    documents,
    table: tables.ledger,
    ledger: createLedger(client, tables.ledger, systemClock),
    write: (wanted: readonly Wanted[]) => writeRecords(documents, tables.ledger, wanted),
    stop: async () => {
      client.destroy();
      await stop();
    },
  };
}

/** As they are when they have ended, past the code that makes them. */
export async function writeRecords(
  documents: DynamoDBDocumentClient,
  table: string,
  wanted: readonly Wanted[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(wanted.length / BATCH) }, (_, n) =>
    wanted.slice(n * BATCH, (n + 1) * BATCH),
  );
  await inParallel(batches, CONCURRENCY, async (batch) => {
    const puts = batch.map((one) => ({ PutRequest: { Item: rowOf(one) } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
  });
}
export type ManyRecords = Awaited<ReturnType<typeof startManyRecords>>;

/** What a backup that has ended leaves, of the usual size; off the open ones. */
function rowOf({ n, createdAt, scheduleUid, phase }: Wanted): Record<string, unknown> {
  const at = createdAt.toISOString();
  const refs = {
    cluster: { name: 'one', uid: 'cluster-uid', clusterId: 'cluster-id' },
    locations: [{ name: 'attic', uid: 'location-uid' }],
  };
  const spec: BackupSpec = {
    selection: { kind: 'namespaces', namespaces: ['shop'] },
    crossCloud: false,
    offload: true,
    snapshotClasses: {},
    localCopies: { keep: 1, onOffloadFailure: 'keep', failedFor: '72h' },
    settings: resolveSettings('kopia:1'),
  };
  const slot = {
    schedule: { name: scheduleUid, uid: scheduleUid },
    entries: n % 24 === 0 ? ['hourly', 'daily'] : ['hourly'],
    scheduledTime: `${at.slice(0, 19)}Z`,
  };
  const operation: BackupOperation = {
    ...newOperation(
      {
        operationId: operationIdOf('backup', [scheduleUid, String(n)]),
        kind: 'backup',
        name: `${scheduleUid}-${n}`,
        spec,
        refs,
        slot,
        createdBy: `schedule ${scheduleUid}`,
      },
      createdAt,
      86_400,
    ),
    phase,
    startedAt: at,
    plannedAt: at,
    finishedAt: at,
    settledAt: at,
    notifiedAt: at,
    holds: { volumes: 1, digest: 'of one claim' },
    executions: [{ arn: `arn:aws:states:us-east-1:000000000000:execution:backup:${n}`, epoch: 1, startedAt: at }],
  };
  const { openKey: _, ...row } = rowOfOperation(operation);
  return row;
}
