import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { timeouts } from '../timeouts/timeouts.ts';

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createSchedulerClient(): SchedulerClient {
  return new SchedulerClient({ maxAttempts: 4, requestHandler: timeouts(1_000, 5_000) });
}
