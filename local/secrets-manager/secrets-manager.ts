import { randomBytes, randomUUID } from 'node:crypto';
import { type Endpoint, type Operations, startAwsJson } from '../aws-json.ts';
import type { StackClock } from '../clock.ts';
import type { Json, JsonObject } from '../json.ts';
import { serviceError } from '../service-error.ts';
import { fileVault, memoryVault, type Secret, type SecretVersion } from './vault.ts';

export type SecretsManagerOptions = { clock: StackClock; folder?: string; port?: number };

const ARN_PREFIX = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:';
/** Source: Secrets Manager's quotas, size of a secret value. */
const VALUE_BYTES = 65_536;
const DAY = 86_400_000;

/** Secrets Manager over its own protocol; client-secrets-manager works on it unchanged. */
export function startSecretsManager(options: SecretsManagerOptions): Promise<Endpoint> {
  const { port, folder, clock } = options;
  const vault = folder ? fileVault(folder) : memoryVault;
  const operations = secretOperations(
    vault.load(),
    (secrets) => vault.save(secrets),
    () => clock.now(),
  );
  return startAwsJson({ version: '1.1', targetPrefix: 'secretsmanager', operations, ...(port && { port }) });
}

function secretOperations(secrets: Secret[], save: (secrets: Secret[]) => void, now: () => number): Operations {
  function lookUp(id: Json | undefined): Secret | undefined {
    return secrets.find(({ arn, name }) => arn === id || name === id || arn.slice(0, -7) === id);
  }

  function find(id: Json | undefined, options: { deleted?: boolean } = {}): Secret {
    const secret = lookUp(id);
    if (!secret) throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    if (secret.deletedAt !== undefined && !options.deleted) {
      throw serviceError('InvalidRequestException', 'The secret is marked for deletion.');
    }
    return secret;
  }

  function addVersion(secret: Secret, request: JsonObject): SecretVersion {
    const version = newVersion(request, now());
    const before = secret.versions.find(({ id }) => id === version.id);
    if (before && !sameValue(before, version)) {
      throw serviceError('ResourceExistsException', `A version with the token ${version.id} and another value exists.`);
    }
    if (before) return before;
    secret.versions = [version, ...secret.versions.slice(0, 1)];
    secret.changedAt = now();
    save(secrets);
    return version;
  }

  return {
    CreateSecret(request) {
      const name = text(request.Name);
      const existing = lookUp(name);
      if (existing?.deletedAt !== undefined)
        throw serviceError('InvalidRequestException', 'The secret is scheduled for deletion.');
      if (existing && !isRepeat(existing, request)) {
        throw serviceError(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
        );
      }
      if (existing) return named(existing, existing.versions[0]);
      const secret: Secret = {
        arn: newArn(name),
        name,
        createdAt: now(),
        changedAt: now(),
        versions: [],
        ...described(request),
      };
      if (hasValue(request)) secret.versions = [newVersion(request, now())];
      secrets.push(secret);
      save(secrets);
      return named(secret, secret.versions[0]);
    },
    PutSecretValue(request) {
      const secret = find(request.SecretId);
      return { ...named(secret, addVersion(secret, request)), VersionStages: ['AWSCURRENT'] };
    },
    UpdateSecret(request) {
      const secret = find(request.SecretId);
      Object.assign(secret, described(request));
      save(secrets);
      return named(secret, hasValue(request) ? addVersion(secret, request) : undefined);
    },
    GetSecretValue(request) {
      const secret = find(request.SecretId);
      const { VersionId: id, VersionStage: stage = 'AWSCURRENT' } = request;
      const index =
        id === undefined
          ? ['AWSCURRENT', 'AWSPREVIOUS'].indexOf(text(stage))
          : secret.versions.findIndex((one) => one.id === id);
      const version = secret.versions[index];
      if (!version)
        throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.");
      return {
        ...named(secret, version),
        ...(version.text !== undefined && { SecretString: version.text }),
        ...(version.binary !== undefined && { SecretBinary: version.binary }),
        VersionStages: [index === 0 ? 'AWSCURRENT' : 'AWSPREVIOUS'],
        CreatedDate: version.createdAt / 1000,
      };
    },
    DeleteSecret(request) {
      const force = request.ForceDeleteWithoutRecovery === true;
      const secret = force ? lookUp(request.SecretId) : find(request.SecretId);
      const deletedAt = now() + (force ? 0 : Number(request.RecoveryWindowInDays ?? 30) * DAY);
      if (!secret) return { Name: request.SecretId, DeletionDate: deletedAt / 1000 };
      if (force) secrets.splice(secrets.indexOf(secret), 1);
      else secret.deletedAt = deletedAt;
      save(secrets);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: deletedAt / 1000 };
    },
    RestoreSecret(request) {
      const secret = find(request.SecretId, { deleted: true });
      delete secret.deletedAt;
      save(secrets);
      return named(secret, undefined);
    },
    DescribeSecret: (request) => shown(find(request.SecretId, { deleted: true })),
    ListSecrets(request) {
      const from = Number(request.NextToken ?? 0);
      const size = Number(request.MaxResults ?? 100);
      const matching = secrets
        .filter(({ deletedAt }) => deletedAt === undefined)
        .filter((secret) => matches(secret, request.Filters));
      const next = from + size < matching.length ? { NextToken: String(from + size) } : {};
      return { SecretList: matching.slice(from, from + size).map(shown), ...next };
    },
  };
}

/** Six random characters, so that a secret made again under its old name is another secret. */
function newArn(name: string): string {
  return `${ARN_PREFIX}${name}-${randomBytes(3).toString('hex')}`;
}

function newVersion(request: JsonObject, createdAt: number): SecretVersion {
  const { ClientRequestToken: token, SecretString: string, SecretBinary: binary } = request;
  const value = typeof string === 'string' ? { text: string } : { binary: text(binary) };
  if (Buffer.byteLength(value.text ?? value.binary ?? '') > VALUE_BYTES)
    throw serviceError('ValidationException', 'the value is longer than 65536 bytes');
  return { id: typeof token === 'string' ? token : randomUUID(), createdAt, ...value };
}

function hasValue(request: JsonObject): boolean {
  return request.SecretString !== undefined || request.SecretBinary !== undefined;
}

function sameValue(a: SecretVersion, b: SecretVersion): boolean {
  return a.text === b.text && a.binary === b.binary;
}

/** A repeated CreateSecret with the same token and value, as an SDK's retry sends it, succeeds. */
function isRepeat(secret: Secret, request: JsonObject): boolean {
  const first = secret.versions[0];
  return first !== undefined && first.id === request.ClientRequestToken && sameValue(first, newVersion(request, 0));
}

function described({ Description: description, KmsKeyId: kmsKeyId, Tags: tags }: JsonObject) {
  return {
    ...(typeof description === 'string' && { description }),
    ...(typeof kmsKeyId === 'string' && { kmsKeyId }),
    ...(Array.isArray(tags) && { tags: tags as { Key: string; Value: string }[] }),
  };
}

function named({ arn, name }: Secret, version: SecretVersion | undefined) {
  return { ARN: arn, Name: name, ...(version && { VersionId: version.id }) };
}

function shown(secret: Secret) {
  const stages = secret.versions.map(({ id }, index) => [id, [index === 0 ? 'AWSCURRENT' : 'AWSPREVIOUS']]);
  return {
    ARN: secret.arn,
    Name: secret.name,
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: secret.changedAt / 1000,
    VersionIdsToStages: Object.fromEntries(stages) as JsonObject,
    ...(secret.description !== undefined && { Description: secret.description }),
    ...(secret.kmsKeyId !== undefined && { KmsKeyId: secret.kmsKeyId }),
    ...(secret.tags && { Tags: secret.tags }),
    ...(secret.deletedAt !== undefined && { DeletedDate: secret.deletedAt / 1000 }),
  };
}

/** `Filters: [{Key: 'name', Values: ['prefix']}]`; other keys are not offered. */
function matches(secret: Secret, filters: Json | undefined): boolean {
  const all = (filters ?? []) as { Key: string; Values: string[] }[];
  return all.every(({ Key, Values }) => {
    if (Key !== 'name')
      throw serviceError('InvalidParameterException', `the filter ${Key} is not offered by the embedded stack`);
    return Values.some((value) => secret.name.startsWith(value));
  });
}

function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw serviceError('InvalidParameterException', 'a required string is missing');
  return value;
}
