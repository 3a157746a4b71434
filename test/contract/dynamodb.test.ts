import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDynamoDb } from '../../local/dynamodb.ts';
import { readTables } from '../../local/tables-file.ts';

const operation = {
  operationId: 'bk-1',
  record: 'operation',
  createdKey: '2026-11-23T08:00:00.000Z#bk-1',
  monthKey: 'backup#2026-11',
  clusterKey: 'backup#c1',
  openKey: 'open#0',
  phase: 'InProgress',
  epoch: 1,
  updatedAt: '2026-11-23T08:00:00.000Z',
  spec: { cluster: 'a' },
};

describe('DynamoDB of the embedded stack', () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof startDynamoDb>>;
  let documents: DynamoDBDocumentClient;

  async function open(): Promise<void> {
    server = await startDynamoDb({ folder });
    const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
    documents = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials }),
    );
  }

  async function close(): Promise<void> {
    documents.destroy();
    await server.stop();
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'snapferry-ddb-'));
    await open();
  });

  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  function query(index: string, key: string, value: string) {
    return documents.send(
      new QueryCommand({
        TableName: server.tables.ledger,
        IndexName: index,
        KeyConditionExpression: '#key = :value',
        ExpressionAttributeNames: { '#key': key },
        ExpressionAttributeValues: { ':value': value },
        ScanIndexForward: false,
      }),
    );
  }

  it('has every index of infra/tables.yml', async () => {
    await documents.send(new PutCommand({ TableName: server.tables.ledger, Item: operation }));

    expect((await query('by-month', 'monthKey', 'backup#2026-11')).Items).toEqual([operation]);
    expect((await query('by-cluster', 'clusterKey', 'backup#c1')).Items).toEqual([operation]);
    expect((await query('by-schedule', 'scheduleKey', 'none')).Items).toEqual([]);
    expect((await query('by-location', 'locationKey', 'none')).Items).toEqual([]);
  });

  it('shows in by-open only what a sweep needs, and nothing once the attribute is removed', async () => {
    await documents.send(new PutCommand({ TableName: server.tables.ledger, Item: operation }));

    const { Items: open = [] } = await query('by-open', 'openKey', 'open#0');
    await documents.send(
      new UpdateCommand({
        TableName: server.tables.ledger,
        Key: { operationId: 'bk-1', record: 'operation' },
        UpdateExpression: 'REMOVE #open',
        ExpressionAttributeNames: { '#open': 'openKey' },
      }),
    );

    expect(open[0]).toMatchObject({ operationId: 'bk-1', phase: 'InProgress', epoch: 1 });
    expect(open[0]).not.toHaveProperty('spec');
    expect((await query('by-open', 'openKey', 'open#0')).Items).toEqual([]);
  });

  it('keeps its rows over a restart', async () => {
    await documents.send(new PutCommand({ TableName: server.tables.ledger, Item: operation }));
    await close();
    await open();

    expect((await query('by-month', 'monthKey', 'backup#2026-11')).Items).toEqual([operation]);
  });

  it('refuses a web page', async () => {
    const headers = { origin: 'https://attacker.example', 'x-amz-target': 'DynamoDB_20120810.ListTables' };

    const response = await fetch(server.url, { method: 'POST', headers, body: '{}' });

    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('gives a table of the file no name of its own', () => {
    expect(() => readTables({ CatalogTable: 'catalog' })).toThrow('LedgerTable');
  });
});
