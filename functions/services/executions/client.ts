import { SFNClient } from '@aws-sdk/client-sfn';

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createStepFunctionsClient(): SFNClient {
  return new SFNClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 } });
}
