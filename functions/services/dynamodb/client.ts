import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { timeouts } from '../timeouts/timeouts.ts';

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 4, requestHandler: timeouts(1_000, 4_000) });
}
