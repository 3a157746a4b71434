import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { readTables } from '../../local/tables-file.ts';
import { openDirectDynamoDb } from './direct-dynamodb.ts';

const NAMES = { catalog: 'catalog', ledger: 'ledger' };

/**
 * The tables of infra/tables.yml in memory: in dynalite, in this process, or, for a file that vitest.config.ts has in the project of that
 * name, in DynamoDB Local. `readAll` is everything in both, to be compared.
 */
export async function startTables() {
  const client = await openClient();
  const documents = DynamoDBDocumentClient.from(client);

  async function scan(table: string) {
    const { Items: items = [] } = await documents.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return items.map((item) => JSON.stringify(item)).toSorted();
  }

  return {
    client,
    tables: NAMES,
    readAll: async () => ({ catalog: await scan(NAMES.catalog), ledger: await scan(NAMES.ledger) }),
    stop: async () => client.destroy(),
  };
}

async function openClient(): Promise<DynamoDBClient> {
  const endpoint = inject('dynamoDbLocal');
  if (!endpoint) return (await openDirectDynamoDb()).client;
  // There is one server for all files: an access key of one's own is a database of one's own.
  const client = clientOf(endpoint, randomUUID().replaceAll('-', ''));
  for (const table of readTables({ CatalogTable: NAMES.catalog, LedgerTable: NAMES.ledger }))
    await client.send(new CreateTableCommand(table));
  return client;
}

function clientOf(endpoint: string, accessKeyId: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'test' } });
}
