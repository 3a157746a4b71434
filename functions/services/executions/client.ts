import { SFNClient } from '@aws-sdk/client-sfn';
import { timeouts } from '../timeouts/timeouts.ts';

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createStepFunctionsClient(): SFNClient {
  return new SFNClient({ maxAttempts: 3, requestHandler: timeouts(1_000, 5_000) });
}
