import { DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { Fault } from '../../domain/errors.ts';
import { timeouts } from '../timeouts/timeouts.ts';
import { boundTo, type Condition, conditionOf, type UpdateRules, updateOf } from './expression.ts';

export type Item = Record<string, unknown>;
export type Key = Record<string, string>;

export interface TableQuery {
  index?: string | undefined;
  /** The attribute that the partition is of, and which one it is. */
  of: Key;
  /** Of its range, if not all of it is wanted: `begins_with(#record, :prefix)`. */
  where?: string | undefined;
  values?: Record<string, unknown>;
  limit?: number | undefined;
  start?: Item | undefined;
  backwards?: boolean;
}

/**
 * The calls that the product makes of DynamoDB. A failed condition is an answer, not an error; it never carries the
 * item (dynalite ignores ReturnValuesOnConditionCheckFailure), so who needs to know reads again.
 * @throws Fault Transient `ledger.throttled` for throttling and 5xx
 */
export interface Table {
  name: string;
  put(item: Item, condition?: Condition): Promise<boolean>;
  get(key: Key): Promise<Item | undefined>;
  /** Those that are there, in no order. No key twice. */
  getMany(keys: readonly Key[]): Promise<Item[]>;
  /** @param changes undefined removes an attribute; @returns the item, or undefined when the condition failed */
  update(key: Key, changes: Record<string, unknown>, rules?: UpdateRules): Promise<Item | undefined>;
  /** False when the condition failed; without one, nothing to delete is fine. */
  delete(key: Key, condition?: Condition): Promise<boolean>;
  query(query: TableQuery): Promise<{ items: Item[]; next?: Item }>;
  queryAll(query: TableQuery): Promise<Item[]>;
}

/** Of one BatchGetItem. */
const MAX_KEYS = 100;
/** Answers one after the other that leave all keys out. */
const MAX_IDLE = 5;

export function createTable(client: DynamoDBClient, tableName: string): Table {
  const documents = DynamoDBDocumentClient.from(client, {
    // A user's label may be called `constructor`: a map that has one of its own looks like somebody's class to the SDK.
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
  const TableName = tableName;
  const query: Table['query'] = (asked) => readPage(documents, tableName, asked);
  return {
    name: tableName,
    async put(item, condition = {}) {
      const command = new PutCommand({ TableName, Item: item, ...conditionOf(condition) });
      return (await conditional(() => documents.send(command))) !== undefined;
    },
    async get(key) {
      const command = new GetCommand({ TableName, Key: key, ConsistentRead: true });
      return (await answered(() => documents.send(command))).Item;
    },
    getMany: (keys) => getMany(documents, tableName, keys),
    async update(key, changes, rules) {
      const expression = updateOf(changes, rules);
      const command = new UpdateCommand({ TableName, Key: key, ...expression, ReturnValues: 'ALL_NEW' });
      return (await conditional(() => documents.send(command)))?.Attributes;
    },
    async delete(key, condition = {}) {
      const command = new DeleteCommand({ TableName, Key: key, ...conditionOf(condition) });
      return (await conditional(() => documents.send(command))) !== undefined;
    },
    query,
    queryAll: (asked) => queryAll(query, asked),
  };
}

async function getMany(documents: DynamoDBDocumentClient, tableName: string, keys: readonly Key[]): Promise<Item[]> {
  const found: Item[] = [];
  let left = [...keys];
  for (let idle = 0; left.length > 0; ) {
    const asked = left.slice(0, MAX_KEYS);
    const { Responses: responses, UnprocessedKeys: unprocessed } = await answered(() =>
      documents.send(new BatchGetCommand({ RequestItems: { [tableName]: { Keys: asked, ConsistentRead: true } } })),
    );
    found.push(...(responses?.[tableName] ?? []));
    // An answer ends at 16 MB, and a table that is busy leaves keys out.
    const leftOut = (unprocessed?.[tableName]?.Keys ?? []) as Key[];
    idle = leftOut.length < asked.length ? 0 : idle + 1;
    if (idle >= MAX_IDLE) throw new Fault('ledger.throttled', `table ${tableName} answers none of the keys`);
    left = [...leftOut, ...left.slice(MAX_KEYS)];
  }
  return found;
}

async function readPage(
  documents: DynamoDBDocumentClient,
  tableName: string,
  { index, of, where, values, limit, start, backwards }: TableQuery,
): ReturnType<Table['query']> {
  const condition = [...Object.keys(of).map((name) => `#${name} = :of_${name}`), where ?? []].flat().join(' AND ');
  const partition = Object.fromEntries(Object.entries(of).map(([name, value]) => [`:of_${name}`, value]));
  const command = new QueryCommand({
    TableName: tableName,
    ...(index ? { IndexName: index } : { ConsistentRead: true }),
    KeyConditionExpression: condition,
    ...boundTo(condition, { ...partition, ...values }),
    ...(limit ? { Limit: limit } : {}),
    ...(start ? { ExclusiveStartKey: start } : {}),
    ScanIndexForward: !backwards,
  });
  const { Items: items = [], LastEvaluatedKey: next } = await answered(() => documents.send(command));
  return next ? { items, next } : { items };
}

async function queryAll(query: Table['query'], asked: TableQuery): Promise<Item[]> {
  const all: Item[] = [];
  let start: Item | undefined;
  do {
    const { items, next } = await query({ ...asked, start });
    all.push(...items);
    start = next;
  } while (start);
  return all;
}

/** A write; undefined when its condition has failed. */
export async function conditional<Result>(send: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await answered(send);
  } catch (thrown) {
    if (thrown instanceof DynamoDBServiceException && thrown.name === 'ConditionalCheckFailedException')
      return undefined;
    throw thrown;
  }
}

/** Faults that heal are Transient; a refused request is a fault of ours and stays what it is. */
export async function answered<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (thrown) {
    if (thrown instanceof DynamoDBServiceException && (thrown.$metadata.httpStatusCode ?? 500) < 500) {
      const throttled = /Throttl|ProvisionedThroughput|RequestLimit|TransactionInProgress/.test(thrown.name);
      if (!throttled) throw thrown;
    }
    throw new Fault('ledger.throttled', 'the table did not take the request', { cause: thrown });
  }
}

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 4, requestHandler: timeouts(1_000, 4_000) });
}
