import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Plain JavaScript: it runs under the Node of a fresh machine, also under one that is too old, to say so. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** Node 24, a development dependency like any other. */
export const node24 = path.join(root, 'node_modules/node/bin/node');

/** Ends this process when its Node is older than package.json says. */
export function checkNode() {
  const wanted = numbersIn(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).engines.node);
  const given = numbersIn(process.version);
  const differs = wanted.findIndex((number, n) => number !== (given[n] ?? 0));
  if (differs < 0 || wanted[differs] < given[differs]) return;
  console.error(`snapferry: Node ${wanted.join('.')} or newer is needed; this is ${process.version}`);
  process.exit(1);
}

/** `>=20.19` → 20, 19 */
function numbersIn(version) {
  return (version.match(/\d+/g) ?? []).map(Number);
}

/**
 * Runs `npm ci` unless node_modules holds what package-lock.json says.
 * A node_modules that is a link belongs to another checkout and is left alone.
 */
export async function ensureInstalled() {
  if (isLinked() || isInstalled()) return;
  const compiling = buildAhead();
  const over = report('installing the packages of package-lock.json (once, about a minute)');
  // Warnings are of packages that want a newer Node: they get one, the one that is installed here.
  const given = ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const failure = await new Promise((resolve) => {
    const npm = spawn('npm', given, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    npm.on('error', ({ message }) => resolve(message));
    npm.on('exit', (code) => resolve(code === 0 ? undefined : 'its own message above says why'));
  });
  over();
  // What it has compiled is kept; the build that follows does the rest, and not the same beside it.
  for (const child of compiling) child.kill('SIGINT');
  if (failure === undefined) return;
  console.error(`snapferry: npm ci failed: ${failure}`);
  process.exit(1);
}

const TOOLS = path.join(root, 'tools/build');
const PROGRAMS = ['kopia', 'versitygw'];
/** As tools/build/go-build.ts has them: what is compiled otherwise is of no use to it. */
const COMPILER = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-gcflags=all=-dwarf=false'];

/**
 * The Go modules come while npm installs, and the longer one of the two programs is begun: npm mostly waits for the network
 * and the disk, and what is built afterwards finds it all in Go's own cache. Best effort: the build says what is wrong.
 * @returns what compiles
 */
function buildAhead() {
  if (isBuilt()) return [];
  run('versitygw', ['mod', 'download']);
  // The package that the program consists of, and not the program: nothing is linked in vain.
  return [run('kopia', ['build', ...COMPILER, '-tags', 'nohtmlui', 'github.com/kopia/kopia/cli'])];

  function run(tool, given) {
    const cwd = path.join(TOOLS, tool);
    const environment = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' };
    const child = spawn('go', given, { cwd, env: environment, stdio: 'ignore' });
    child.on('error', () => undefined);
    child.unref();
    return child;
  }
}

/** Whether both programs are where tools/build/build.ts keeps them, in a folder that is named by their go.sum. */
function isBuilt() {
  const hash = createHash('sha256');
  for (const tool of PROGRAMS) hash.update(readFileSync(path.join(TOOLS, tool, 'go.sum'))).update('\0');
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  const folder = path.join(cache, 'snapferry', hash.digest('hex').slice(0, 16));
  return PROGRAMS.every((tool) => existsSync(path.join(folder, tool)));
}

/** As tools/build/progress.ts has it, which needs a newer Node: on a terminal one line that counts the seconds. */
function report(step) {
  const { stderr } = process;
  const startedAt = Date.now();
  const line = () => `${step} … ${Math.round((Date.now() - startedAt) / 1000)} s`;
  const show = () => stderr.write(stderr.isTTY ? `\r${line()}` : `${line()}\n`);
  show();
  const timer = setInterval(show, stderr.isTTY ? 1_000 : 30_000);
  return () => {
    clearInterval(timer);
    stderr.write(stderr.isTTY ? `\r${line()}\n` : `${line()}\n`);
  };
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
