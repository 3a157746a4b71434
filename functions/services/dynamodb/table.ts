import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
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
import { answered, conditional } from './answers.ts';
import type { UpdateExpression } from './expression.ts';

export type Item = Record<string, unknown>;
export type Key = Record<string, string>;

/** Named clauses joined by AND or OR, with their aliases and values. */
export interface Condition {
  text: string;
  names: Record<string, string>;
  values?: Record<string, unknown>;
}

export interface TableQuery {
  index?: string;
  condition: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
  limit?: number;
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
  put(item: Item, condition?: string, names?: Record<string, string>): Promise<boolean>;
  get(key: Key): Promise<Item | undefined>;
  /** Those that are there, in no order. No key twice. */
  getMany(keys: readonly Key[]): Promise<Item[]>;
  /** The item after the update, or undefined when the condition failed. */
  update(key: Key, expression: UpdateExpression, condition?: string): Promise<Item | undefined>;
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
  const page: Table['query'] = (query) => readPage(documents, tableName, query);
  return {
    name: tableName,
    async put(item, condition, names) {
      return await conditional(async () => {
        await documents.send(
          new PutCommand({
            TableName: tableName,
            Item: item,
            ...(condition ? { ConditionExpression: condition } : {}),
            ...(names ? { ExpressionAttributeNames: names } : {}),
          }),
        );
        return true;
      }, false);
    },
    async get(key) {
      const { Item: item } = await answered(() =>
        documents.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true })),
      );
      return item;
    },
    getMany: (keys) => getMany(documents, tableName, keys),
    async update(key, expression, condition) {
      return await conditional(async () => {
        const { Attributes: item } = await documents.send(
          new UpdateCommand({
            TableName: tableName,
            Key: key,
            ...expression,
            ...(condition ? { ConditionExpression: condition } : {}),
            ReturnValues: 'ALL_NEW',
          }),
        );
        return item;
      }, undefined);
    },
    async delete(key, condition) {
      return await conditional(async () => {
        await documents.send(
          new DeleteCommand({
            TableName: tableName,
            Key: key,
            ...(condition
              ? {
                  ConditionExpression: condition.text,
                  ExpressionAttributeNames: condition.names,
                  ...(condition.values ? { ExpressionAttributeValues: condition.values } : {}),
                }
              : {}),
          }),
        );
        return true;
      }, false);
    },
    query: page,
    queryAll: (query) => queryAll(page, query),
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
    if (idle >= MAX_IDLE) throw new Fault('ledger.throttled', 'the table answers none of the keys');
    left = [...leftOut, ...left.slice(MAX_KEYS)];
  }
  return found;
}

async function readPage(
  documents: DynamoDBDocumentClient,
  tableName: string,
  { index, condition, names, values, limit, start, backwards }: TableQuery,
): ReturnType<Table['query']> {
  const { Items: items = [], LastEvaluatedKey: next } = await answered(() =>
    documents.send(
      new QueryCommand({
        TableName: tableName,
        ...(index ? { IndexName: index } : { ConsistentRead: true }),
        KeyConditionExpression: condition,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ...(limit ? { Limit: limit } : {}),
        ...(start ? { ExclusiveStartKey: start } : {}),
        ScanIndexForward: !backwards,
      }),
    ),
  );
  return next ? { items, next } : { items };
}

async function queryAll(page: Table['query'], query: TableQuery): Promise<Item[]> {
  const all: Item[] = [];
  let start: Item | undefined;
  do {
    const { items, next } = await page({ ...query, start });
    all.push(...items);
    start = next;
  } while (start);
  return all;
}
