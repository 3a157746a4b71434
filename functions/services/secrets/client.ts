import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { timeouts } from '../timeouts/timeouts.ts';

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createSecretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: timeouts(1_000, 5_000),
  });
}
