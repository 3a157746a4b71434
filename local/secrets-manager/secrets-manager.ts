import { randomBytes, randomUUID } from 'node:crypto';
import { type Endpoint, type Operations, paged, startAwsJson, text } from '../aws-json.ts';
import type { StackClock } from '../clock.ts';
import type { Json, JsonObject } from '../json.ts';
import { serviceError } from '../service-error.ts';
import { fileVault, memoryVault, type Secret, type SecretVersion } from './vault.ts';

export type SecretsManagerOptions = { clock: StackClock; folder?: string | undefined; port?: number | undefined };

const ARN_PREFIX = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:';
/** Source: Secrets Manager's quotas, size of a secret value. */
const VALUE_BYTES = 65_536;
const DAY = 86_400_000;

/** Secrets Manager over its own protocol, for secrets that are texts; client-secrets-manager works on it unchanged. */
export function startSecretsManager(options: SecretsManagerOptions): Promise<Endpoint> {
  const { port, folder, clock } = options;
  const vault = folder ? fileVault(folder) : memoryVault;
  const secrets = vault.load();
  const operations = secretOperations(
    secrets,
    () => vault.save(secrets),
    () => clock.now(),
  );
  return startAwsJson({ version: '1.1', targetPrefix: 'secretsmanager', operations, port });
}

function secretOperations(secrets: Secret[], save: () => void, now: () => number): Operations {
  function lookUp(id: Json | undefined): Secret | undefined {
    return secrets.find(({ arn, name }) => arn === id || name === id || arn.slice(0, -7) === id);
  }

  /** @throws ResourceNotFoundException, InvalidRequestException */
  function find(id: Json | undefined, options: { deleted?: boolean } = {}): Secret {
    const secret = lookUp(id);
    if (!secret) throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    if (secret.deletedAt !== undefined && !options.deleted)
      throw serviceError('InvalidRequestException', 'The secret is marked for deletion.');
    return secret;
  }

  return {
    CreateSecret(request) {
      const name = text(request.Name);
      const existing = lookUp(name);
      if (existing?.deletedAt !== undefined)
        throw serviceError('InvalidRequestException', 'The secret is scheduled for deletion.');
      const version = newVersion(request, now());
      if (existing && !isSame(existing.versions[0], version))
        throw serviceError(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
        );
      if (existing) return named(existing);
      // Six random characters, so that a secret made again under its old name is another secret.
      const arn = `${ARN_PREFIX}${name}-${randomBytes(3).toString('hex')}`;
      const secret: Secret = { arn, name, createdAt: now(), changedAt: now(), versions: [version] };
      secrets.push(secret);
      save();
      return named(secret);
    },
    PutSecretValue(request) {
      const secret = find(request.SecretId);
      const version = newVersion(request, now());
      if (secret.versions[0].id !== version.id) Object.assign(secret, { versions: [version], changedAt: now() });
      else if (!isSame(secret.versions[0], version))
        throw serviceError('ResourceExistsException', `A version ${version.id} with another value exists.`);
      save();
      return named(secret);
    },
    DeleteSecret(request) {
      const secret = find(request.SecretId);
      secret.deletedAt = now() + Number(request.RecoveryWindowInDays ?? 30) * DAY;
      save();
      return { ...named(secret), DeletionDate: secret.deletedAt / 1000 };
    },
    RestoreSecret(request) {
      const secret = find(request.SecretId, { deleted: true });
      delete secret.deletedAt;
      save();
      return named(secret);
    },
    GetSecretValue(request) {
      const secret = find(request.SecretId);
      const [version] = secret.versions;
      return { ...named(secret), SecretString: version.text, CreatedDate: version.createdAt / 1000 };
    },
    ListSecrets(request) {
      const all = secrets.filter(({ deletedAt }) => deletedAt === undefined);
      const { items, next } = paged(all, request.MaxResults, request.NextToken);
      return { SecretList: items.map(listed), NextToken: next };
    },
  };
}

/** How an answer names what it is about. */
function named({ arn, name, versions: [version] }: Secret) {
  return { ARN: arn, Name: name, VersionId: version.id, VersionStages: ['AWSCURRENT'] };
}

function newVersion(request: JsonObject, createdAt: number): SecretVersion {
  const { ClientRequestToken: token, SecretString: value } = request;
  if (Buffer.byteLength(text(value)) > VALUE_BYTES)
    throw serviceError('ValidationException', 'the value is longer than 65536 bytes');
  return { id: typeof token === 'string' ? token : randomUUID(), createdAt, text: text(value) };
}

/** A request that an SDK repeats has the same token and value. */
function isSame(before: SecretVersion | undefined, version: SecretVersion): boolean {
  return before?.id === version.id && before.text === version.text;
}

function listed({ arn, name, createdAt, changedAt }: Secret) {
  return { ARN: arn, Name: name, CreatedDate: createdAt / 1000, LastChangedDate: changedAt / 1000 };
}
