import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheRoot } from '../../../tools/build/go-build.ts';
import { withLock } from '../../../tools/build/lock.ts';
import { reportTo } from '../../../tools/build/progress.ts';

const NAME = 'aws-lambda-ric';
const VERSION = '4.0.2';
const SHA512 = 'FE5Vskx7mYNnqAnWWJXUOsLp2VGgdsJsCoRLFTa8L4Yk0QVtArqR8q58yPA++QC1a73ZWJXBQ2AH31nIAv7NOQ==';
const FETCH_MS = 300_000;

/**
 * AWS's own runtime client, the loader of nodejs24.x: its one file, from npm. It is no dependency of the project: its install
 * scripts build curl and a native part from their sources, and not every npm can be told to leave them out.
 * @throws Error with one sentence when the package registry is not there, or has another file
 */
export async function ensureRuntimeClient(): Promise<string> {
  const folder = join(cacheRoot(), `${NAME}-${VERSION}`);
  const client = join(folder, 'index.mjs');
  if (existsSync(client)) return client;
  const report = reportTo(process.stderr);
  await mkdir(cacheRoot(), { recursive: true });
  await withLock(`${folder}.lock`, report, async () => {
    if (existsSync(client)) return;
    const done = report(`fetching ${NAME} (once)`);
    const unfinished = await mkdtemp(join(cacheRoot(), '.unfinished-'));
    try {
      await run('npm', ['pack', `${NAME}@${VERSION}`, '--silent', '--pack-destination', unfinished]);
      const archive = join(unfinished, `${NAME}-${VERSION}.tgz`);
      const found = createHash('sha512')
        .update(await readFile(archive))
        .digest('base64');
      if (found !== SHA512) throw new Error(`${NAME} ${VERSION} of the registry is another file than it was`);
      await run('tar', ['-xzf', archive, '-C', unfinished, 'package/index.mjs', 'package/package.json']);
      await rename(join(unfinished, 'package'), folder);
    } finally {
      done();
      await rm(unfinished, { recursive: true, force: true });
    }
  });
  return client;
}

async function run(command: string, given: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(command, given, { timeout: FETCH_MS });
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { stderr?: string };
    throw new Error(`${NAME}, which the tests need, was not fetched (${stderr.trim().split('\n').at(-1) || message})`, {
      cause,
    });
  }
}
