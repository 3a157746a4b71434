import { execFile } from 'node:child_process';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamoDb } from '../../local/dynamodb.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../tools/cli/copy-rows.ts');
const ACCESS = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

let server: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;
beforeAll(async () => {
  server = await startDynamoDb();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials });
  documents = DynamoDBDocumentClient.from(client);
  for (const TableName of ['back', 'live'])
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

function copy(...given: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const env = { ...ACCESS, AWS_ENDPOINT_URL_DYNAMODB: server.url };
    execFile(process.execPath, [SCRIPT, ...given], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` });
    });
  });
}

const put = async (TableName: string, Item: Record<string, unknown>) =>
  await documents.send(new PutCommand({ TableName, Item }));

describe('npm run rows:copy', () => {
  it('puts every row over the one of its key, however large, and leaves the others', async () => {
    for (let at = 0; at < 60; at += 1)
      await put('back', { id: `row ${at}`, text: 'x'.repeat(at === 7 ? 390_000 : 10) });
    await put('live', { id: 'row 1', text: 'newer' });
    await put('live', { id: 'only here' });

    const { code, said } = await copy('back', 'live');
    const { Items: rows = [] } = await documents.send(new ScanCommand({ TableName: 'live' }));

    expect({ code, said }).toEqual({ code: 0, said: '60 rows copied\n' });
    expect(rows).toHaveLength(61);
    expect(rows.find(({ id }) => id === 'row 1')).toMatchObject({ text: 'xxxxxxxxxx' });
    expect(rows.find(({ id }) => id === 'row 7')?.['text']).toHaveLength(390_000);
  });

  it('says what is wrong with what it was given', async () => {
    expect(await copy('back')).toMatchObject({ code: 2, said: expect.stringContaining('two tables are needed') });
    expect(await copy('back', 'nowhere')).toMatchObject({
      code: 1,
      said: expect.stringContaining('ResourceNotFoundException'),
    });
  });
});
