import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Plain JavaScript: it runs under the Node (20 or newer) of a fresh machine, before anything is installed. */
export const root = path.resolve(import.meta.dirname, '..');
/** Node 24, a development dependency like any other. */
export const node24 = path.join(root, 'node_modules/node/bin/node');

/**
 * Runs `npm ci` unless node_modules holds what package-lock.json says; its progress is npm's own.
 * A node_modules that is a link belongs to another checkout and is left alone.
 */
export function ensureInstalled() {
  if (isLinked() || isInstalled()) return;
  console.log('installing the packages of package-lock.json (once)');
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`npm ci failed${error ? `: ${error.message}` : ''}; its own message above says why.`);
  process.exit(1);
}

/** Runs a command under Node 24 with node_modules/.bin first on its path; ends this process when it fails. */
export function runOrExit(command, given) {
  const bin = [path.join(root, 'node_modules/.bin'), path.dirname(node24)].join(path.delimiter);
  const environment = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  const { status } = spawnSync(command, given, { cwd: root, env: environment, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function isLinked() {
  return lstatSync(path.join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** npm keeps what it installed in node_modules/.package-lock.json; optional packages of other platforms are not in it. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const there = packagesOf('node_modules/.package-lock.json');
  if (!wanted || !there) return false;
  return Object.entries(wanted).every(
    ([name, { version, optional, devOptional }]) =>
      name === '' || optional || devOptional || there[name]?.version === version,
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    // Not there, or half written: install again.
    return undefined;
  }
}
