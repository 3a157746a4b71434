import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeServer, listenOnLoopback } from '../../../local/loopback.ts';
import { cacheRoot, hashFiles } from '../../../tools/build/go-build.ts';
import { withLock } from '../../../tools/build/lock.ts';
import { reportTo } from '../../../tools/build/progress.ts';
import { until } from '../until.ts';

const POM = join(import.meta.dirname, 'pom.xml');
const MAIN = 'software.amazon.dynamodb.services.local.main.ServerRunner';
const FETCH_MS = 600_000;
const READY_SECONDS = 60;
const NEEDED = 'The tests need Java 17 or newer and Maven (Debian: apt-get install openjdk-17-jre-headless maven)';

/**
 * AWS's own DynamoDB Local, in memory, on a free port. Each access key has tables of its own.
 *
 * It takes no address to listen on: as long as the tests run, the machine's neighbours can reach it.
 * @throws Error with one sentence when Java, Maven or the registry is not there
 */
export async function startDynamoDbLocal(): Promise<{ url: string; stop: () => Promise<void> }> {
  const jars = await ensureJars();
  const port = await freePort();
  const given = [`-Djava.library.path=${jars}`, '-Xmx512m', '-cp', `${jars}/*`, MAIN];
  const child = spawn('java', [...given, '-inMemory', '-disableTelemetry', '-port', `${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-4000);
    });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve()).once('error', () => resolve());
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill();
    await gone;
  };
  try {
    // Whatever it answers: a request without a signature is refused.
    await until('DynamoDB Local answers', READY_SECONDS, async () => {
      if (child.exitCode !== null) return 'gone';
      await fetch(url);
      return 'there';
    });
    if (child.exitCode !== null) throw new Error(`DynamoDB Local ended with ${child.exitCode}: ${said}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** The folder of its jars: fetched on the first call, found on every later one, without a network. */
async function ensureJars(): Promise<string> {
  await answers('java', ['-version'], NEEDED);
  const folder = join(cacheRoot(), `dynamodb-local-${await hashFiles([POM])}`);
  const jars = join(folder, 'jars');
  if (existsSync(jars)) return jars;
  await answers('mvn', ['-version'], NEEDED);
  await mkdir(folder, { recursive: true });
  const report = reportTo(process.stderr);
  await withLock(join(folder, '.lock'), report, async () => {
    if (existsSync(jars)) return;
    const unfinished = join(folder, `.unfinished-${process.pid}`);
    const done = report('fetching DynamoDB Local (once)');
    const given = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`];
    try {
      await answers('mvn', given, 'Maven could not fetch DynamoDB Local', FETCH_MS);
      await rename(unfinished, jars);
    } finally {
      done();
      await rm(unfinished, { recursive: true, force: true });
    }
  });
  return jars;
}

async function answers(command: string, given: readonly string[], otherwise: string, timeout = 30_000): Promise<void> {
  try {
    await promisify(execFile)(command, given, { timeout });
  } catch (cause) {
    const { stdout = '', message } = cause as Error & { stdout?: string };
    throw new Error(`${otherwise}: ${stdout.trim().split('\n').at(-1) || message}`, { cause });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  const url = await listenOnLoopback(server);
  await closeServer(server);
  return Number(new URL(url).port);
}
