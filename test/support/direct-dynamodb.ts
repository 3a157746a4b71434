import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { convertToNative, marshall, type NativeAttributeValue } from '@aws-sdk/util-dynamodb';
import { createTables } from '../../local/dynamodb.ts';
import { readTables } from '../../local/tables-file.ts';
import { rememberExpressions } from './known-expressions.ts';
import { createRows } from './memory-rows.ts';

const NAMES = { catalog: 'catalog', ledger: 'ledger' };

/** What dynalite's server does with a request once it has read it, and found it signed. */
type Done = (failure: Refusal | null, said?: Fields) => void;
interface Validations {
  checkTypes(body: Fields, types: object): Fields;
  checkValidations(body: Fields, types: object, custom: unknown, store: object): void;
}
interface Operation {
  run: (store: object, body: Fields, done: Done) => void;
  types: object;
  custom: unknown;
}
interface Refusal extends Error {
  statusCode?: number;
  body?: { __type: string; message?: string };
}
type Looked = (failure: Error | null, table?: unknown) => void;
interface Store {
  getTable(name: string, done: Looked): void;
}
const load = createRequire(import.meta.url);
const { create } = load('dynalite/db') as { create(options: object): Store };
const { checkTypes, checkValidations } = load('dynalite/validations') as Validations;
const operations = new Map<string, Operation>();
for (const name of ['conditionParser', 'projectionParser', 'updateParser']) {
  rememberExpressions(load(`dynalite/db/${name}`) as Parameters<typeof rememberExpressions>[0]);
}

/**
 * The tables of infra/tables.yml in a dynalite of this process, in memory, and a client that hands it each call without a request,
 * a signature or the SDK's own serializing: a tenth of the processor time, and what the product says is checked as before.
 */
export async function openDirectDynamoDb() {
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'direct', secretAccessKey: '-' },
  });
  // Whatever a command adds to the stack is left out: to put it in order is a third of the time of a call.
  Object.assign(client.middlewareStack, {
    concat: () => client.middlewareStack,
    resolve:
      (_: unknown, { commandName }: { commandName: string }) =>
      async ({ input }: { input: Fields }) => {
        const said = await ask(store, commandName.replace(/Command$/, ''), convert(input, toItem));
        return { output: { ...convert(said, fromItem), $metadata: { httpStatusCode: 200 } }, response: {} };
      },
  });
  await createTables(client, readTables({ CatalogTable: NAMES.catalog, LedgerTable: NAMES.ledger }));
  await keepRows(store);
  return { client, tables: NAMES };
}

/** The tables stay as they are from now on; their rows, and those of each index, are objects of this process. */
async function keepRows(store: Store): Promise<void> {
  const tables = new Map<string, unknown>();
  for (const name of Object.values(NAMES)) {
    tables.set(name, await new Promise((resolve) => store.getTable(name, (_, table) => resolve(table))));
  }
  const { getTable } = store;
  const rows = new Map<string, ReturnType<typeof createRows>>();
  const rowsOf = (...of: string[]) => {
    const name = of.join('/');
    const kept = rows.get(name) ?? createRows();
    rows.set(name, kept);
    return kept;
  };
  Object.assign(store, {
    getTable: (name: string, done: Looked) => (tables.has(name) ? done(null, tables.get(name)) : getTable(name, done)),
    getItemDb: (table: string) => rowsOf(table),
    getIndexDb: (type: string, table: string, index: string) => rowsOf(table, type.toLowerCase(), index),
  });
}

/** As createTable has it marshalled. */
const toItem = (item: Fields) =>
  mapValues(marshall(item, { removeUndefinedValues: true, convertClassInstanceToMap: true }), inBase64);

const fromItem = (item: Fields) => mapValues(item, fromAttribute);

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

/** One request as dynalite runs it. Another turn is there before its answer, as with any that comes from outside. */
async function ask(store: object, name: string, said: Fields): Promise<Fields> {
  const { run, types, custom } = operationOf(`${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  try {
    await setImmediate();
    const body = checkTypes(said, types);
    checkValidations(body, types, custom, store);
    return await new Promise((resolve, reject) => {
      run(store, body, (failure, answer = {}) => (failure ? reject(failure) : resolve(answer)));
    });
  } catch (thrown) {
    const { statusCode, body } = thrown as Refusal;
    if (!statusCode || !body) throw thrown;
    const { __type: type, message = type } = body;
    const metadata = { $fault: 'client' as const, $metadata: { httpStatusCode: statusCode } };
    throw new DynamoDBServiceException({ name: type.replace(/^.*#/, ''), message, ...metadata });
  }
}

function operationOf(name: string): Operation {
  const known = operations.get(name);
  if (known) return known;
  const run = load(`dynalite/actions/${name}`) as Operation['run'];
  const operation = { run, ...(load(`dynalite/validations/${name}`) as Omit<Operation, 'run'>) };
  operations.set(name, operation);
  return operation;
}

/** An attribute value with its bytes in base64, as they are on the wire, however deep. */
function inBase64(value: NativeAttributeValue): NativeAttributeValue {
  if (value.B) return { B: Buffer.from(value.B as Uint8Array).toString('base64') };
  if (value.M) return { M: mapValues(value.M as Fields, inBase64) };
  if (value.L) return { L: (value.L as NativeAttributeValue[]).map(inBase64) };
  return value;
}

function fromAttribute(value: NativeAttributeValue): NativeAttributeValue {
  if (typeof value.S === 'string') return value.S;
  if (value.M) return fromItem(value.M as Fields);
  if (value.L) return (value.L as NativeAttributeValue[]).map(fromAttribute);
  if (typeof value.B === 'string') return Buffer.from(value.B, 'base64');
  return convertToNative(value);
}
