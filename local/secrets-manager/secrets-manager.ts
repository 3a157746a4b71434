import { randomBytes, randomUUID } from 'node:crypto';
import { type Endpoint, type Operations, paged, startAwsJson, text } from '../aws-json.ts';
import type { StackClock } from '../clock.ts';
import type { Json, JsonObject } from '../json.ts';
import { serviceError } from '../service-error.ts';
import { fileVault, memoryVault, type Secret, type SecretVersion } from './vault.ts';

export type SecretsManagerOptions = { clock: StackClock; folder?: string; port?: number };

const ARN_PREFIX = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:';
/** Source: Secrets Manager's quotas, size of a secret value. */
const VALUE_BYTES = 65_536;
const DAY = 86_400_000;
const STAGES = ['AWSCURRENT', 'AWSPREVIOUS'];

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
  return startAwsJson({ version: '1.1', targetPrefix: 'secretsmanager', operations, ...(port && { port }) });
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
      if (existing) return named(existing, existing.versions[0]);
      // Six random characters, so that a secret made again under its old name is another secret.
      const arn = `${ARN_PREFIX}${name}-${randomBytes(3).toString('hex')}`;
      const { KmsKeyId: kmsKeyId } = request;
      const key = typeof kmsKeyId === 'string' ? { kmsKeyId } : {};
      const secret = { arn, name, createdAt: now(), changedAt: now(), versions: [version], ...key };
      secrets.push(secret);
      save();
      return named(secret, version);
    },
    PutSecretValue(request) {
      const secret = find(request.SecretId);
      const version = newVersion(request, now());
      const before = secret.versions.find(({ id }) => id === version.id);
      if (before && !isSame(before, version))
        throw serviceError('ResourceExistsException', `A version ${version.id} with another value exists.`);
      if (!before) secret.versions = [version, ...secret.versions.slice(0, 1)];
      if (!before) secret.changedAt = now();
      save();
      return { ...named(secret, version), VersionStages: ['AWSCURRENT'] };
    },
    DeleteSecret(request) {
      const force = request.ForceDeleteWithoutRecovery === true;
      const secret = force ? lookUp(request.SecretId) : find(request.SecretId);
      const deletedAt = now() + (force ? 0 : Number(request.RecoveryWindowInDays ?? 30) * DAY);
      if (!secret) return { Name: request.SecretId, DeletionDate: deletedAt / 1000 };
      if (force) secrets.splice(secrets.indexOf(secret), 1);
      else secret.deletedAt = deletedAt;
      save();
      return { ...named(secret), DeletionDate: deletedAt / 1000 };
    },
    RestoreSecret(request) {
      const secret = find(request.SecretId, { deleted: true });
      delete secret.deletedAt;
      save();
      return named(secret);
    },
    GetSecretValue(request) {
      const secret = find(request.SecretId);
      const stage = text(request.VersionStage ?? 'AWSCURRENT');
      const version = secret.versions[STAGES.indexOf(stage)];
      if (!version)
        throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.");
      const value = { SecretString: version.text, CreatedDate: version.createdAt / 1000 };
      return { ...named(secret, version), ...value, VersionStages: [stage] };
    },
    DescribeSecret: (request) => shown(find(request.SecretId, { deleted: true })),
    ListSecrets(request) {
      const all = secrets.filter((secret) => secret.deletedAt === undefined && matches(secret, request.Filters));
      const { items, next } = paged(all, request.MaxResults, request.NextToken);
      return { SecretList: items.map(shown), NextToken: next };
    },
  };
}

/** How an answer names what it is about. */
function named({ arn, name }: Secret, version?: SecretVersion) {
  return { ARN: arn, Name: name, ...(version && { VersionId: version.id }) };
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

function shown({ arn, name, createdAt, changedAt, versions, kmsKeyId, deletedAt }: Secret) {
  return {
    ARN: arn,
    Name: name,
    CreatedDate: createdAt / 1000,
    LastChangedDate: changedAt / 1000,
    VersionIdsToStages: Object.fromEntries(versions.map(({ id }, index) => [id, [STAGES[index]]])),
    ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
    ...(deletedAt !== undefined && { DeletedDate: deletedAt / 1000 }),
  };
}

/** `Filters: [{Key: 'name', Values: ['prefix']}]`; other keys are not offered. */
function matches(secret: Secret, filters: Json | undefined): boolean {
  const all = (filters ?? []) as { Key: string; Values: string[] }[];
  return all.every(({ Key, Values }) => {
    if (Key !== 'name') throw serviceError('ValidationException', `the filter ${Key} is not offered here`);
    return Values.some((value) => secret.name.startsWith(value));
  });
}
