import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createSecretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 },
  });
}
