import type { Operations } from '../aws-json.ts';
import type { Json, JsonObject } from '../json.ts';
import { serviceError } from '../service-error.ts';
import { find, type Kept, named, text } from './find-secret.ts';
import type { Secret } from './vault.ts';

export function readOperations(kept: Kept): Operations {
  return {
    GetSecretValue(request) {
      const secret = find(kept, request.SecretId);
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
    DescribeSecret: (request) => shown(find(kept, request.SecretId, { deleted: true })),
    ListSecrets(request) {
      const from = Number(request.NextToken ?? 0);
      const size = Number(request.MaxResults ?? 100);
      const matching = kept.secrets
        .filter(({ deletedAt }) => deletedAt === undefined)
        .filter((secret) => matches(secret, request.Filters));
      const next = from + size < matching.length ? { NextToken: String(from + size) } : {};
      return { SecretList: matching.slice(from, from + size).map(shown), ...next };
    },
  };
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
