import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Fault, type FaultCode } from '../../domain/errors.ts';
import { MAX_FOLDERS } from '../../domain/location/location-layout.ts';
import type { S3Settings } from '../../domain/location/location-spec.ts';
import type { Clock } from '../clock/clock.ts';
import type { ObjectStore } from './location.ts';
import { openS3Client, type S3ClientOptions } from './s3-client.ts';

/** A conditional PUT that meets another one under way is told to come again. */
const CONFLICT_TRIES = 5;

interface S3StoreOptions extends S3ClientOptions {
  clock: Pick<Clock, 'now' | 'sleep'>;
}

/** An object store below `s3.prefix`. @throws Fault Permanent `location.address_refused` */
export function createS3Store(options: S3StoreOptions): ObjectStore {
  const { s3, clock } = options;
  const below = s3.prefix === '' ? '' : `${s3.prefix}/`;
  const client = openS3Client(options, below);
  const at = (key: string) => ({ Bucket: s3.bucket, Key: `${below}${key}` });

  async function putNew(key: string, body: Uint8Array): Promise<'written' | 'exists'> {
    for (let tries = 1; ; tries += 1) {
      try {
        await client.send(new PutObjectCommand({ ...at(key), ...whole(body), IfNoneMatch: '*' }));
        return 'written';
      } catch (thrown) {
        const status = statusOf(thrown);
        if (status === 412) return 'exists';
        if (status === 501) throw new Fault('location.no_conditional_write', describe(thrown, s3), { cause: thrown });
        if (status !== 409 || tries === CONFLICT_TRIES) throw thrown;
        await clock.sleep(200 * tries);
      }
    }
  }

  return {
    async put(key, body, { ifNoneMatch = false } = {}) {
      return await answered(s3, async () => {
        if (ifNoneMatch) return await putNew(key, body);
        await client.send(new PutObjectCommand({ ...at(key), ...whole(body) }));
        return 'written';
      });
    },

    async get(key) {
      return await answered(s3, async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand(at(key)));
          return await Body?.transformToByteArray();
        } catch (thrown) {
          if (thrown instanceof S3ServiceException && thrown.name === 'NoSuchKey') return undefined;
          throw thrown;
        }
      });
    },

    async list(prefix, cursor) {
      return await answered(s3, async () => {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket: s3.bucket,
            Prefix: `${below}${prefix}`,
            ...(cursor ? { ContinuationToken: cursor } : {}),
          }),
        );
        const keys = (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified: modified }) => ({
          key: Key.slice(below.length),
          bytes: Size,
          // of a store that does not say, nothing is ever old
          modifiedAt: (modified ?? clock.now()).toISOString(),
        }));
        return page.NextContinuationToken ? { keys, cursor: page.NextContinuationToken } : { keys };
      });
    },

    async folders(prefix) {
      return await answered(s3, async () => {
        const names: string[] = [];
        let cursor: string | undefined;
        do {
          const at = { Bucket: s3.bucket, Prefix: `${below}${prefix}`, Delimiter: '/' };
          const page = await client.send(
            new ListObjectsV2Command({ ...at, ...(cursor ? { ContinuationToken: cursor } : {}) }),
          );
          for (const { Prefix: found = '' } of page.CommonPrefixes ?? []) {
            names.push(found.slice(below.length + prefix.length, -1));
          }
          cursor = page.NextContinuationToken;
        } while (cursor && names.length < MAX_FOLDERS);
        return names.slice(0, MAX_FOLDERS);
      });
    },

    async delete(key) {
      await answered(s3, async () => client.send(new DeleteObjectCommand(at(key))));
    },
  };
}

/** Every store knows Content-MD5; a bucket that keeps its objects for a time (Object Lock) refuses a PUT without it. */
function whole(body: Uint8Array) {
  return { Body: body, ContentMD5: createHash('md5').update(body).digest('base64') };
}

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
