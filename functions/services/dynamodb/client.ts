import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 4, requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000 } });
}
