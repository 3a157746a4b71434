import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const VERSION = '1.58.0';
/** Rules that are not asked, each with its reason. */
const IGNORED = {
  W3005: 'osls writes DependsOn beside each GetAtt of a role; it is redundant, not wrong',
};

/**
 * Runs cfn-lint over a template; the first time it is installed into a virtual environment of its own.
 * @returns what it says; empty when the template is clean
 * @throws Error when Python 3 or the package registry is not there
 */
export function lintTemplate(file: string): string {
  const { stdout, stderr, status } = spawnSync(
    ensureCfnLint(),
    ['--ignore-checks', ...Object.keys(IGNORED), '--', file],
    {
      encoding: 'utf8',
    },
  );
  return status === 0 ? '' : `${stdout}${stderr}`.trim();
}

function ensureCfnLint(): string {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
  const folder = path.join(cache, 'snapferry', `cfn-lint-${VERSION}`);
  const command = path.join(folder, 'bin/cfn-lint');
  if (existsSync(command)) return command;
  console.log(`installing cfn-lint ${VERSION} into ${folder} (once)`);
  try {
    run('python3', ['-m', 'venv', folder]);
    run(path.join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', `cfn-lint==${VERSION}`]);
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    throw thrown;
  }
  return command;
}

function run(command: string, given: readonly string[]): void {
  const { status, error, stderr } = spawnSync(command, given, { encoding: 'utf8' });
  if (status === 0) return;
  const why = error ? error.message : stderr.trim().split('\n').at(-1);
  throw new Error(
    `${command} ${given.join(' ')} failed (${why}); cfn-lint needs Python 3 with venv, or give --no-lint`,
  );
}
