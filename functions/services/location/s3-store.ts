import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Fault } from '../../domain/errors.ts';
import { MAX_FOLDERS } from '../../domain/location/read-limits.ts';
import type { Clock } from '../clock/clock.ts';
import type { ObjectStore } from './location.ts';
import { answered, describe, statusOf } from './s3-answers.ts';
import { openS3Client, type S3ClientOptions } from './s3-client.ts';

/** A conditional PUT that meets another one under way is told to come again. */
const CONFLICT_TRIES = 5;

interface S3StoreOptions extends S3ClientOptions {
  clock: Pick<Clock, 'now' | 'sleep'>;
}

/**
 * An object store below `s3.prefix`.
 * @throws Fault Permanent `location.address_refused`
 */
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
