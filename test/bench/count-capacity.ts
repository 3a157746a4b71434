import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Capacity units as AWS bills them on demand. */
export interface Capacity {
  writes: number;
  reads: number;
}

/** Indexes that a row of an operation stands in: by-month, by-cluster, by-schedule, by-open; each write is written there too. */
const INDEXES_OF_AN_OPERATION = 4;

interface Sent {
  input: Record<string, unknown> & { Key?: { record?: string }; Item?: { record?: string } };
}
type Consumed = { CapacityUnits?: number };
type Send = (this: unknown, command: Sent, ...rest: unknown[]) => Promise<{ ConsumedCapacity?: Consumed | Consumed[] }>;

/** Asks every request for what it consumed, until `stop`. The local table counts itself only, so indexes are added here. */
export function countCapacity(): { counted: Capacity; stop(): void } {
  const prototype = DynamoDBDocumentClient.prototype as unknown as { send: Send };
  const send = prototype.send;
  const counted: Capacity = { writes: 0, reads: 0 };
  prototype.send = async function count(command, ...rest) {
    command.input['ReturnConsumedCapacity'] = 'TOTAL';
    const result = await send.call(this, command, ...rest);
    // Of a batch it is a list, by table.
    const units = [result.ConsumedCapacity ?? []].flat().reduce((sum, of) => sum + (of.CapacityUnits ?? 0), 0);
    const record = command.input.Key?.record ?? command.input.Item?.record;
    if (!/^(Put|Update|Delete)/.test(command.constructor.name)) counted.reads += units;
    else counted.writes += record === 'operation' ? units * (1 + INDEXES_OF_AN_OPERATION) : units;
    return result;
  };
  return {
    counted,
    stop() {
      prototype.send = send;
    },
  };
}
