import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';

/** DynamoDB in memory with the tables of infra/tables.yml; `readAll` is everything in both, to be compared. */
export async function startTables() {
  const server = await startDynamoDb();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials });
  const documents = DynamoDBDocumentClient.from(client);

  async function scan(table: string) {
    const { Items: items = [] } = await documents.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return items.map((item) => JSON.stringify(item)).toSorted();
  }

  return {
    client,
    tables: server.tables,
    readAll: async () => ({ catalog: await scan(server.tables.catalog), ledger: await scan(server.tables.ledger) }),
    stop: async () => {
      client.destroy();
      await server.stop();
    },
  };
}
