import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedProcess, recordProcess } from '../../local/process-record.ts';
import { type S3Server, startS3 } from '../../local/s3.ts';
import { ensureTools } from '../../tools/build/build.ts';

describe('S3 of the embedded stack', () => {
  let binary: string;
  let folder: string;
  let server: S3Server | undefined;

  beforeAll(async () => {
    binary = (await ensureTools()).versitygw;
  }, 1_200_000);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'snapferry-s3-'));
  });

  afterEach(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  async function open(): Promise<S3Client> {
    server = await startS3({ binary, folder, buckets: ['backups'] });
    const { url: endpoint, region, credentials } = server;
    return new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  }

  function alive(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }

  it('keeps objects, credentials and its address over a restart, and leaves no process', async () => {
    const first = await open();
    await first.send(new PutObjectCommand({ Bucket: 'backups', Key: 'a/b', Body: 'hello', Metadata: { who: 'me' } }));
    const pid = Number(server?.pid);
    const { credentials, url } = server ?? {};
    await server?.stop();

    const second = await open();
    const object = await second.send(new GetObjectCommand({ Bucket: 'backups', Key: 'a/b' }));

    expect(alive(pid)).toBe(false);
    expect(server).toMatchObject({ credentials, url });
    expect(await object.Body?.transformToString()).toBe('hello');
    expect(object.Metadata).toEqual({ who: 'me' });
    expect(statSync(join(folder, 's3', 'credentials.json')).mode & 0o777).toBe(0o600);
  });

  it('writes once under If-None-Match, even when two try together', async () => {
    const client = await open();
    const put = (Body: string) =>
      client.send(new PutObjectCommand({ Bucket: 'backups', Key: 'seal', Body, IfNoneMatch: '*' }));

    const outcomes = await Promise.allSettled(['1', '2', '3', '4', '5'].map(put));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(put('6')).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
  });

  it('refuses whoever has not its credentials', async () => {
    await open();
    const stranger = new S3Client({
      endpoint: String(server?.url),
      region: 'us-east-1',
      credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
      forcePathStyle: true,
    });

    await expect(stranger.send(new ListObjectsV2Command({ Bucket: 'backups' }))).rejects.toThrow();
  });

  it('ends the server that a killed stack left behind', async () => {
    const source = `import { startS3 } from ${JSON.stringify(new URL('../../local/s3.ts', import.meta.url).href)};
      const { pid } = await startS3(${JSON.stringify({ binary, folder, buckets: ['backups'] })});
      process.stdout.write(String(pid));
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const orphan = Number(String(pid));
    const watched = join(folder, 'watched.json');
    recordProcess(watched, orphan);
    expect(recordedProcess(watched)).toBe(orphan);

    await open();

    expect(recordedProcess(watched)).toBeUndefined();
  });

  it('does not take a process with a recycled pid for its own', () => {
    const file = join(folder, 'process.json');
    recordProcess(file, process.pid);
    expect(recordedProcess(file)).toBe(process.pid);

    recordProcess(file, 2 ** 22 + 1);
    expect(recordedProcess(file)).toBeUndefined();
  });
});
