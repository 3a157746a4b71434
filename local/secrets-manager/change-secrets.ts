import { randomBytes, randomUUID } from 'node:crypto';
import type { Operations } from '../aws-json.ts';
import type { JsonObject } from '../json.ts';
import { serviceError } from '../service-error.ts';
import { find, type Kept, lookUp, named, text } from './find-secret.ts';
import type { Secret, SecretVersion } from './vault.ts';

const ARN_PREFIX = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:';
/** Source: Secrets Manager's quotas, size of a secret value. */
const VALUE_BYTES = 65_536;
const DAY = 86_400_000;

export function changeOperations(kept: Kept): Operations {
  const { secrets, save, now } = kept;
  return {
    CreateSecret(request) {
      const name = text(request.Name);
      const existing = lookUp(kept, name);
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
      save();
      return named(secret, secret.versions[0]);
    },
    PutSecretValue(request) {
      const secret = find(kept, request.SecretId);
      return { ...named(secret, addVersion(kept, secret, request)), VersionStages: ['AWSCURRENT'] };
    },
    UpdateSecret(request) {
      const secret = find(kept, request.SecretId);
      Object.assign(secret, described(request));
      save();
      return named(secret, hasValue(request) ? addVersion(kept, secret, request) : undefined);
    },
    DeleteSecret(request) {
      const force = request.ForceDeleteWithoutRecovery === true;
      const secret = force ? lookUp(kept, request.SecretId) : find(kept, request.SecretId);
      const deletedAt = now() + (force ? 0 : Number(request.RecoveryWindowInDays ?? 30) * DAY);
      if (!secret) return { Name: request.SecretId, DeletionDate: deletedAt / 1000 };
      if (force) secrets.splice(secrets.indexOf(secret), 1);
      else secret.deletedAt = deletedAt;
      save();
      return { ARN: secret.arn, Name: secret.name, DeletionDate: deletedAt / 1000 };
    },
    RestoreSecret(request) {
      const secret = find(kept, request.SecretId, { deleted: true });
      delete secret.deletedAt;
      save();
      return named(secret, undefined);
    },
  };
}

function addVersion({ save, now }: Kept, secret: Secret, request: JsonObject): SecretVersion {
  const version = newVersion(request, now());
  const before = secret.versions.find(({ id }) => id === version.id);
  if (before && !sameValue(before, version)) {
    throw serviceError('ResourceExistsException', `A version with the token ${version.id} and another value exists.`);
  }
  if (before) return before;
  secret.versions = [version, ...secret.versions.slice(0, 1)];
  secret.changedAt = now();
  save();
  return version;
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
