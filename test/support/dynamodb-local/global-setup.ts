import type { TestProject } from 'vitest/node';
import { startDynamoDbLocal } from './dynamodb-local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Its URL, in the project whose tests run on DynamoDB Local. */
    dynamoDbLocal: string;
  }
}

/** One DynamoDB Local for all test files of the project (vitest.config.ts). */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startDynamoDbLocal();
  provide('dynamoDbLocal', url);
  return stop;
}
