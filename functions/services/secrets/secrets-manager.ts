import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { Fault } from '../../domain/errors.ts';
import { timeouts } from '../timeouts/timeouts.ts';
import type { Secrets } from './secrets.ts';

/** A removed secret can be brought back for that long: a recovery key may be the only way to somebody's backups. */
const RECOVERY_DAYS = 7;

// What does not fit is named by its key: the value is in no error.
const textsSchema = z.record(z.string(), z.string());

/** @param keyId the product's KMS key; absent, the account's default */
export function createSecrets(client: SecretsManagerClient, keyId?: string): Secrets {
  async function replace(name: string, value: string): Promise<string> {
    const { ARN: arn } = await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
    return arnOf(arn);
  }

  return {
    async write(name, value) {
      const text = JSON.stringify(value);
      return await answered(async () => {
        try {
          const { ARN: arn } = await client.send(
            new CreateSecretCommand({ Name: name, SecretString: text, ...(keyId ? { KmsKeyId: keyId } : {}) }),
          );
          return arnOf(arn);
        } catch (thrown) {
          if (thrown instanceof ResourceExistsException) return await replace(name, text);
          // Secrets Manager says so of a name that is scheduled for deletion.
          if (!(thrown instanceof InvalidRequestException)) throw thrown;
          await client.send(new RestoreSecretCommand({ SecretId: name }));
          return await replace(name, text);
        }
      });
    },

    async read(arn) {
      return await answered(async () => {
        try {
          const { SecretString: text = '{}' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
          return textsSchema.parse(JSON.parse(text));
        } catch (thrown) {
          if (isGone(thrown)) throw new Fault('internal', 'a secret of the catalogue is gone', { cause: thrown });
          throw thrown;
        }
      });
    },

    async remove(arn) {
      await answered(async () => {
        try {
          await client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: RECOVERY_DAYS }));
        } catch (thrown) {
          if (!isGone(thrown)) throw thrown;
        }
      });
    },
  };
}

/** Not there, or scheduled for deletion. */
function isGone(thrown: unknown): boolean {
  return thrown instanceof ResourceNotFoundException || thrown instanceof InvalidRequestException;
}

function arnOf(arn: string | undefined): string {
  if (arn === undefined) throw new Fault('service.unavailable', 'the secret store gave no ARN');
  return arn;
}

/** A cause may quote what was sent, so none is kept: the name of the error has to do. */
async function answered<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    const name = thrown instanceof Error ? thrown.name : 'unknown';
    throw new Fault('service.unavailable', `the secret store did not take the request (${name})`);
  }
}

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createSecretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient({ maxAttempts: 3, requestHandler: timeouts(1_000, 5_000) });
}
