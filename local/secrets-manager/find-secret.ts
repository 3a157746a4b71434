import type { Json } from '../json.ts';
import { serviceError } from '../service-error.ts';
import type { Secret, SecretVersion } from './vault.ts';

/** The secrets that the operations work on. */
export type Kept = { secrets: Secret[]; save: () => void; now: () => number };

export function lookUp({ secrets }: Kept, id: Json | undefined): Secret | undefined {
  return secrets.find(({ arn, name }) => arn === id || name === id || arn.slice(0, -7) === id);
}

/** @throws ResourceNotFoundException, InvalidRequestException */
export function find(kept: Kept, id: Json | undefined, options: { deleted?: boolean } = {}): Secret {
  const secret = lookUp(kept, id);
  if (!secret) throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  if (secret.deletedAt !== undefined && !options.deleted) {
    throw serviceError('InvalidRequestException', 'The secret is marked for deletion.');
  }
  return secret;
}

/** How an answer names what it is about. */
export function named({ arn, name }: Secret, version: SecretVersion | undefined) {
  return { ARN: arn, Name: name, ...(version && { VersionId: version.id }) };
}

export function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw serviceError('InvalidParameterException', 'a required string is missing');
  return value;
}
