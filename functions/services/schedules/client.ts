import { SchedulerClient } from '@aws-sdk/client-scheduler';

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createSchedulerClient(): SchedulerClient {
  return new SchedulerClient({ maxAttempts: 4, requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 } });
}
