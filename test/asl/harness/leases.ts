import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ControlPlane } from './control-plane.ts';

/** Leases that an operation has not given back, expired or not; but for the lock around counting movers, which is short. */
export async function readLeases({ dynamodb, tables }: ControlPlane, holder: string): Promise<string[]> {
  const client = DynamoDBDocumentClient.from(dynamodb);
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.catalog,
      ConsistentRead: true,
      KeyConditionExpression: '#kind = :kind',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: { ':kind': 'lease' },
    }),
  );
  const names = Items.filter((row) => row.holder === holder).map(({ name }) => String(name));
  return names.filter((name) => !name.startsWith('movers#'));
}
