import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';

/**
 * `npm run rows:copy -- <from> <to>`: puts every row of one table into another, over the row of the same key; rows that only
 * the other has stay. Twice is once, so a copy that broke off is begun anew.
 */
const USAGE = 'npm run --silent rows:copy -- <from> <to>   copies all rows of one DynamoDB table into another';
const MAX_OF_A_BATCH = 25;
const LONGEST_PAUSE_MS = 20_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', default: false } },
});
const [from, to] = positionals;
if (values.help) {
  console.log(USAGE);
} else if (positionals.length !== 2 || !from || !to || from === to) {
  console.error(`rows:copy: two tables are needed, from which and into which\n${USAGE}`);
  process.exitCode = 2;
} else {
  try {
    console.log(`${await copyRows(new DynamoDBClient({ maxAttempts: 10 }), from, to)} rows copied`);
  } catch (thrown) {
    const { name, message } = thrown as Error;
    console.error(`rows:copy: not all rows were copied (${name}: ${message}); mend it and run the same again`);
    process.exitCode = 1;
  }
}

async function copyRows(client: DynamoDBClient, source: string, target: string): Promise<number> {
  let copied = 0;
  for await (const { Items: rows = [] } of paginateScan({ client }, { TableName: source, ConsistentRead: true })) {
    for (let at = 0; at < rows.length; at += MAX_OF_A_BATCH) {
      const some = rows.slice(at, at + MAX_OF_A_BATCH);
      await write(client, target, some);
      copied += some.length;
    }
  }
  return copied;
}

/** DynamoDB gives back what it had no capacity for. */
async function write(client: DynamoDBClient, target: string, rows: Record<string, AttributeValue>[]): Promise<void> {
  let left = { [target]: rows.map((Item) => ({ PutRequest: { Item } })) };
  for (let wait = 100; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    const { UnprocessedItems: back = {} } = await client.send(new BatchWriteItemCommand({ RequestItems: left }));
    if (!back[target]?.length) return;
    left = back as typeof left;
    await pause(wait);
  }
}
