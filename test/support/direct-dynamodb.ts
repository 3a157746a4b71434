import { EventEmitter } from 'node:events';
import type { RequestListener } from 'node:http';
import { DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { marshall, type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import { createTables } from '../../local/dynamodb.ts';
import { readTables } from '../../local/tables-file.ts';

const NAMES = { catalog: 'catalog', ledger: 'ledger' };

/**
 * The tables of infra/tables.yml in a dynalite of this process, in memory, and a client that hands it each call without a socket,
 * a signature or the SDK's own serializing: a seventh of the processor time, and what the product says is checked as before.
 */
export async function openDirectDynamoDb() {
  const [serve] = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }).listeners('request');
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'direct', secretAccessKey: '-' },
  });
  client.middlewareStack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        const said = await ask(serve as RequestListener, commandName.replace(/Command$/, ''), convert(input, toItem));
        return { output: { ...convert(said, unmarshall), $metadata: { httpStatusCode: 200 } } as never, response: {} };
      },
    { step: 'initialize', priority: 'high', name: 'direct' },
  );
  await createTables(client, readTables({ CatalogTable: NAMES.catalog, LedgerTable: NAMES.ledger }));
  return { client, tables: NAMES };
}

/** As createTable has it marshalled. */
const toItem = (item: Fields) => marshall(item, { removeUndefinedValues: true, convertClassInstanceToMap: true });

type Fields = Record<string, NativeAttributeValue>;

const ONE = new Set([
  'Item',
  'Key',
  'Attributes',
  'ExpressionAttributeValues',
  'ExclusiveStartKey',
  'LastEvaluatedKey',
]);
const MANY = new Set(['Items', 'Keys']);
const BY_TABLE = new Set(['RequestItems', 'Responses', 'UnprocessedKeys']);

/** What a call or an answer says, with each item in it in the other form. */
function convert(said: Fields, change: (item: Fields) => Fields): Fields {
  const part = ([name, value]: [string, NativeAttributeValue]): [string, NativeAttributeValue] => {
    if (value === undefined) return [name, value];
    if (ONE.has(name)) return [name, change(value as Fields)];
    if (MANY.has(name)) return [name, (value as Fields[]).map(change)];
    if (BY_TABLE.has(name)) return [name, mapValues(value as Fields, (of) => ofTable(of, change))];
    return [name, value];
  };
  return Object.fromEntries(Object.entries(said).map(part));
}

function ofTable(of: NativeAttributeValue, change: (item: Fields) => Fields) {
  return Array.isArray(of) ? of.map(change) : convert(of as Fields, change);
}

function mapValues(fields: Fields, change: (value: NativeAttributeValue) => NativeAttributeValue): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]));
}

/** One request as dynalite reads it from a socket, and what it answers. */
async function ask(serve: RequestListener, operation: string, body: Fields): Promise<Fields> {
  const { status, text } = await new Promise<{ status: number; text: string }>((done) => {
    const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers: headersOf(operation) });
    const response = {
      statusCode: 200,
      setHeader: () => undefined,
      end: (text: string) => done({ status: response.statusCode, text }),
    };
    serve(request as never, response as never);
    request.emit('data', Buffer.from(JSON.stringify(body, inBase64)));
    request.emit('end');
  });
  const said = (text.includes('"B":"') ? JSON.parse(text, fromBase64) : JSON.parse(text)) as Fields;
  if (status < 400) return said;
  const { __type = '', message = __type } = said as { __type?: string; message?: string };
  const name = __type.replace(/^.*#/, '');
  throw new DynamoDBServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode: status } });
}

/** Bytes, `{ B }`, are base64 on the wire. A Buffer has made itself something else by the time that it is `value`. */
function inBase64(this: Fields, name: string, value: unknown): unknown {
  const bytes: unknown = this[name];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
}

function fromBase64(name: string, value: unknown): unknown {
  return name === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value;
}

/** The signature is asked for, and not looked at. */
function headersOf(operation: string) {
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20261123T090000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=direct, SignedHeaders=host, Signature=none',
  };
}
