import { mkdirSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Endpoint } from './aws-json.ts';
import { closeServer, isLocalProgram, listenOnLoopback } from './loopback.ts';
import { readTables } from './tables-file.ts';

export type DynamoDbOptions = {
  /** Where the tables are kept; in memory without it. */
  folder?: string | undefined;
  port?: number | undefined;
  tables?: { catalog: string; ledger: string };
};

const PAUSE_MS = 2;

const NAMES = { catalog: 'catalog', ledger: 'ledger' };

/**
 * DynamoDB as dynalite has it, with the tables of `infra/tables.yml`.
 *
 * It lacks transactions, TTL and PartiQL, accepts empty index keys, and gives no Item on a failed condition.
 * Idempotent: tables that exist are kept; one whose keys or indexes differ from the file is an error, as dynalite cannot change them.
 */
export async function startDynamoDb(
  options: DynamoDbOptions = {},
): Promise<Endpoint & { tables: { catalog: string; ledger: string } }> {
  const { folder, port = 0, tables = NAMES } = options;
  const path = folder && join(folder, 'dynamodb');
  if (path) mkdirSync(path, { recursive: true, mode: 0o700 });
  const server = dynalite({ ...(path && { path }), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  refuseBrowsers(server);
  const url = await listenOnLoopback(server, port);
  const stop = () => closeServer(server);
  const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials });
  try {
    await createTables(client, readTables({ CatalogTable: tables.catalog, LedgerTable: tables.ledger }));
  } catch (error) {
    await stop();
    throw error;
  } finally {
    client.destroy();
  }
  return { url, tables, stop };
}

/** dynalite itself invites every web page: it answers `Access-Control-Allow-Origin: *`. */
function refuseBrowsers(server: Server): void {
  const [serve] = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (isLocalProgram(request)) return serve?.(request, response);
    response.writeHead(403).end();
  });
}

/** @throws Error with one sentence when one exists with other keys or indexes */
export async function createTables(client: DynamoDBClient, tables: CreateTableCommandInput[]): Promise<void> {
  for (const table of tables) await ensureTable(client, table);
}

async function ensureTable(client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  const existing = await describeTable(client, table.TableName);
  if (!existing) {
    await client.send(new CreateTableCommand(table));
    await becomesActive(client, table.TableName);
    return;
  }
  if (shape(existing) === shape(table)) return;
  throw new Error(`the table ${table.TableName} of this state folder has other keys or indexes: start with --reset`);
}

/** As on AWS, a table is there a moment after it was made: until then a write finds none. */
async function becomesActive(client: DynamoDBClient, name: string | undefined): Promise<void> {
  while ((await describeTable(client, name))?.TableStatus !== 'ACTIVE') await pause(PAUSE_MS);
}

async function describeTable(client: DynamoDBClient, name: string | undefined) {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof DynamoDBServiceException && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

type Keys = { AttributeName?: string | undefined; KeyType?: string | undefined }[] | undefined;
type Indexed = {
  KeySchema?: Keys;
  GlobalSecondaryIndexes?: { IndexName?: string | undefined; KeySchema?: Keys }[] | undefined;
};

function shape({ KeySchema, GlobalSecondaryIndexes = [] }: Indexed): string {
  const keys = (schema: Keys) => schema?.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).toSorted();
  const indexes = GlobalSecondaryIndexes.map(
    (index) => `${index.IndexName}: ${keys(index.KeySchema)?.join()}`,
  ).toSorted();
  return JSON.stringify([keys(KeySchema), indexes]);
}
