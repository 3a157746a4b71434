import { S3ServiceException } from '@aws-sdk/client-s3';
import { Fault, type FaultCode } from '../../domain/errors.ts';
import type { S3Settings } from '../../domain/location/location-spec.ts';

/** A store's words for keys that worked once: a session that is over, a key that was taken away (the last is versitygw's). */
const EXPIRED = new Set([
  'ExpiredToken',
  'TokenRefreshRequired',
  'InvalidToken',
  'InvalidAccessKeyId',
  'XAdminUserNotFound',
]);

/** Faults of a store: no answer, 429 and 5xx may pass; what it refuses will be refused again. */
export async function answered<Answer>(s3: S3Settings, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    const status = statusOf(thrown);
    const refused = status !== undefined && status >= 300 && status < 500 && status !== 408 && status !== 429;
    const details = status === undefined ? {} : { status };
    const code = refused ? refusalOf(thrown) : 'location.unreachable';
    throw new Fault(code, describe(thrown, s3), { cause: thrown, details });
  }
}

function refusalOf(thrown: unknown): FaultCode {
  const expired = thrown instanceof S3ServiceException && EXPIRED.has(thrown.name);
  return expired ? 'location.credentials_expired' : 'location.refused';
}

export function statusOf(thrown: unknown): number | undefined {
  return thrown instanceof S3ServiceException ? thrown.$metadata.httpStatusCode : undefined;
}

/** Error names and statuses only: a store's message may quote the request. */
export function describe(thrown: unknown, { endpoint, bucket }: S3Settings): string {
  const status = statusOf(thrown);
  const name = thrown instanceof Error ? thrown.name : 'unknown';
  const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? ` ${thrown.code}` : '';
  return `bucket ${bucket} at ${endpoint}: ${status === undefined ? `no answer (${name}${code})` : `${status} ${name}`}`;
}
