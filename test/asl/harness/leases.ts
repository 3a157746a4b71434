import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient } from '../../../functions/services/dynamodb/client.ts';
import type { ControlPlane } from './control-plane.ts';

/** Leases that an operation holds now and that nobody else can take for long: the lock around counting movers ends by itself. */
export async function readLeases({ clock, tables }: ControlPlane, holder: string): Promise<string[]> {
  const client = DynamoDBDocumentClient.from(createDynamoDbClient());
  try {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tables.catalog,
        ConsistentRead: true,
        KeyConditionExpression: '#kind = :kind',
        ExpressionAttributeNames: { '#kind': 'kind' },
        ExpressionAttributeValues: { ':kind': 'lease' },
      }),
    );
    return Items.filter(
      (row) => row.holder === holder && String(row.expiresAt) > new Date(clock.now() + 150_000).toISOString(),
    ).map(({ name }) => String(name));
  } finally {
    client.destroy();
  }
}
