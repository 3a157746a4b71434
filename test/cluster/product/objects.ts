import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Cluster } from '../harness/cluster.ts';
import { s3Client } from '../harness/s3.ts';

type Store = Pick<Cluster, 's3'>;
export type Stored = { readonly etag: string; readonly bytes: number };

/** All objects of the bucket below a prefix: by key. */
export async function objectsBelow({ s3 }: Store, Prefix: string): Promise<Map<string, Stored>> {
  const client = s3Client(s3);
  const found = new Map<string, Stored>();
  try {
    for (let token: string | undefined, more = true; more; more = token !== undefined) {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: s3.bucket, Prefix, ...(token ? { ContinuationToken: token } : {}) }),
      );
      for (const { Key = '', ETag: etag = '', Size: bytes = 0 } of page.Contents ?? []) found.set(Key, { etag, bytes });
      token = page.NextContinuationToken;
    }
    return found;
  } finally {
    client.destroy();
  }
}

/** Behind the product's back. */
export async function emptyBelow(store: Store, prefix: string): Promise<void> {
  const keys = [...(await objectsBelow(store, prefix)).keys()];
  const client = s3Client(store.s3);
  try {
    for (let at = 0; at < keys.length; at += 1_000) {
      const Objects = keys.slice(at, at + 1_000).map((Key) => ({ Key }));
      await client.send(new DeleteObjectsCommand({ Bucket: store.s3.bucket, Delete: { Objects } }));
    }
  } finally {
    client.destroy();
  }
}
