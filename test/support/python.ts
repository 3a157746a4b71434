import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheRoot, hashFiles } from '../../tools/build/go-build.ts';
import { withLock } from '../../tools/build/lock.ts';
import { reportTo } from '../../tools/build/progress.ts';

const INSTALL_MS = 600_000;

/** A Python that has moto. */
export async function ensureMotoPython(): Promise<string> {
  return await ensurePython('moto', join(import.meta.dirname, 'moto/requirements.txt'));
}

/**
 * A Python with the packages of a requirements file: installed into the cache on the first call, found on every later one,
 * without a network.
 * @throws Error with one sentence when Python 3 with venv, or the package registry, is not there
 */
export async function ensurePython(name: string, requirements: string): Promise<string> {
  const folder = join(cacheRoot(), `${name}-${await hashFiles([requirements])}`);
  const python = join(folder, 'bin/python');
  // A virtual environment knows where it is, and cannot be renamed into place: the last thing written says that it is whole.
  const whole = join(folder, '.whole');
  if (existsSync(whole)) return python;
  const report = reportTo(process.stderr);
  await mkdir(cacheRoot(), { recursive: true });
  await withLock(`${folder}.lock`, report, async () => {
    if (existsSync(whole)) return;
    await rm(folder, { recursive: true, force: true });
    const done = report(`installing ${name} (once)`);
    try {
      await run(name, 'python3', ['-m', 'venv', folder]);
      await run(name, python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements]);
      await writeFile(whole, '');
    } finally {
      done();
    }
  });
  return python;
}

async function run(name: string, command: string, given: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(command, given, { timeout: INSTALL_MS });
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { stderr?: string };
    const why = stderr.trim().split('\n').at(-1) || message;
    throw new Error(
      `${name}, which the tests need, was not installed (${why}): that takes Python 3.10 or newer with venv`,
      {
        cause,
      },
    );
  }
}
