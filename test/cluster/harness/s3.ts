import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { until } from '../../support/until.ts';
import { startDaemon } from './daemons.ts';
import { derive, type Settings } from './settings.ts';

export type S3Facts = {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
};

/** Starts versitygw on the node's address, where the host and the pods reach it, and makes the bucket. */
export async function startS3(settings: Settings, versitygw: string): Promise<S3Facts> {
  const facts = await readFacts(settings);
  const data = join(settings.root, 's3');
  await mkdir(data, { recursive: true });
  await startDaemon(settings, {
    name: 'versitygw',
    command: [versitygw, '--port', new URL(facts.endpoint).host, '--region', facts.region, 'posix', data],
    env: { ROOT_ACCESS_KEY: facts.accessKeyId, ROOT_SECRET_KEY: facts.secretAccessKey },
  });
  await until('the S3 server to be ready', 20, async () => await ensureBucket(facts));
  return facts;
}

export function s3Client(facts: S3Facts): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = facts;
  return new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
}

export async function ensureBucket(facts: S3Facts): Promise<boolean> {
  const client = s3Client(facts);
  try {
    const Bucket = facts.bucket;
    await client.send(new HeadBucketCommand({ Bucket })).catch(async () => {
      await client.send(new CreateBucketCommand({ Bucket }));
    });
    return true;
  } finally {
    client.destroy();
  }
}

async function readFacts(settings: Settings): Promise<S3Facts> {
  const file = join(settings.root, 's3-credentials.json');
  if (!existsSync(file)) {
    const credentials = { accessKeyId: 'snapferry', secretAccessKey: randomBytes(24).toString('base64url') };
    await writeFile(file, JSON.stringify(credentials), { mode: 0o600 });
  }
  const credentials = JSON.parse(await readFile(file, 'utf8')) as Pick<S3Facts, 'accessKeyId' | 'secretAccessKey'>;
  const endpoint = `http://${derive(settings).address}:${settings.s3Port}`;
  return { endpoint, region: 'us-east-1', bucket: 'backups', ...credentials };
}
