import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { ObjectStore } from '../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { ensureTools } from '../../tools/build/build.ts';
import { bucketOf } from '../support/bucket.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { describeBackupStore } from './backup-store-contract.ts';

let folder: string;
let server: S3Server;
let opened = 0;

beforeAll(async () => {
  const { versitygw: binary } = await ensureTools();
  folder = mkdtempSync(join(tmpdir(), 'sf-backups-'));
  server = await startS3({ binary, folder, buckets: ['backups'] });
}, 1_200_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function open(objects: ObjectStore) {
  return {
    store: createObjectBackupStore(objects),
    write: async (key: string, body: string) => await objects.put(key, Buffer.from(body)),
    keys: async () => (await objects.list('')).keys.map(({ key }) => key),
  };
}

describeBackupStore('a bucket', async () => {
  opened += 1;
  const { url: endpoint, region, credentials } = server;
  const prefix = `backups-${opened}`;
  return open(bucketOf({ s3: { endpoint, region, bucket: 'backups', prefix, pathStyle: true }, credentials }));
});
describeBackupStore('the memory of a test', async () => open(createMemoryStore()));
