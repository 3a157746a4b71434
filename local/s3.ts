import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './loopback.ts';
import { forgetProcess, recordedProcess, recordProcess } from './process-record.ts';

export type S3Credentials = { accessKeyId: string; secretAccessKey: string };
export type S3Server = {
  url: string;
  region: string;
  buckets: string[];
  credentials: S3Credentials;
  pid: number;
  stop: () => Promise<void>;
};
export type S3Options = {
  /** The versitygw binary. */
  binary: string;
  folder: string;
  buckets: string[];
  /** Of the first start; a free one if absent. Later ones keep it. */
  port?: number | undefined;
  /** The address that the cluster's Jobs reach; loopback if absent. */
  host?: string | undefined;
};

const REGION = 'us-east-1';
const READY_MS = 10_000;
const END_MS = 5_000;

/**
 * S3 as versitygw has it, on files below `<folder>/s3`: a bucket is a folder, an object a file.
 *
 * Metadata goes into a folder beside the objects, because not every file system has extended attributes. The credentials are made
 * once and kept (0600), and reach the process by its environment. A server that outlived its stack, killed with -9, is ended first.
 * @throws Error when it does not answer within 10 s, with what it said
 */
export async function startS3(options: S3Options): Promise<S3Server> {
  const folder = resolve(options.folder, 's3');
  const places = { data: join(folder, 'data'), sidecar: join(folder, 'sidecar') };
  const buckets = options.buckets.map((bucket) => join(places.data, bucket));
  for (const place of [places.sidecar, ...buckets]) mkdirSync(place, { recursive: true, mode: 0o700 });
  const record = join(folder, 'process.json');
  await endRecorded(record);

  const { host = '127.0.0.1', binary } = options;
  const credentials = readCredentials(join(folder, 'credentials.json'));
  const port = await claimPort(host, options.port, join(folder, 'port'));
  const log = join(folder, 'versitygw.log');
  const output = openSync(log, 'w', 0o600);
  const child = spawn(
    binary,
    ['--port', `${host}:${port}`, '--keep-alive', '--quiet', 'posix', '--sidecar', places.sidecar, places.data],
    {
      stdio: ['ignore', output, output],
      env: {
        ROOT_ACCESS_KEY: credentials.accessKeyId,
        ROOT_SECRET_KEY: credentials.secretAccessKey,
        VGW_REGION: REGION,
      },
    },
  );
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const url = `http://${host}:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await ended;
    clearTimeout(killer);
    forgetProcess(record);
  };
  try {
    await once(child, 'spawn').catch((cause: unknown) => {
      throw new Error(`cannot start ${binary}`, { cause });
    });
    const pid = child.pid ?? 0;
    recordProcess(record, pid);
    await answering(url, child, log);
    return { url, region: REGION, buckets: options.buckets, credentials, pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Any answer will do: 403 is what it says to a stranger. */
async function answering(url: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  const ask = async () => await (await fetch(url)).arrayBuffer();
  for (let answer: ArrayBuffer | undefined; !answer; answer = await ask().catch(() => undefined)) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`versitygw does not answer: ${readFileSync(log, 'utf8').slice(-500)}`);
    await pause(20);
  }
}

function readCredentials(file: string): S3Credentials {
  if (!existsSync(file)) {
    const made = {
      accessKeyId: `SF${randomBytes(9).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64url'),
    };
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as S3Credentials;
}

async function endRecorded(record: string): Promise<void> {
  const pid = recordedProcess(record);
  if (pid === undefined) return;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + END_MS;
  while (recordedProcess(record) === pid) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await pause(20);
  }
  forgetProcess(record);
}

/**
 * That of the last start, else the one asked for, else a free one: locations keep the endpoint they were registered with.
 * Somebody may take it in between; then the server says so and the start fails.
 */
async function claimPort(host: string, wanted: number | undefined, file: string): Promise<number> {
  const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  const port = await freePort(host, before ?? wanted ?? 0).catch((cause: unknown) => {
    throw new Error(`port ${before ?? wanted}, where S3 of this state folder answers, is in use`, { cause });
  });
  writeFileSync(file, String(port));
  return port;
}
