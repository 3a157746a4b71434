import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from './finding.ts';

/**
 * `npm ci` refuses a lock file that lacks an optional package, also one of another platform. A registry that does not
 * carry such a package makes npm leave it out of the lock; `npm run lockfile` puts it back.
 */
interface Locked {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}
type Packages = Record<string, Locked>;

const SYSTEMS = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony'];
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

export async function checkLockfile(root: string): Promise<Finding[]> {
  const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Packages;
  };
  return missingFrom(packages).map(({ name }) => ({
    where: 'package-lock.json',
    what: `${name} is missing, so npm ci refuses`,
    remedy: 'Run npm run lockfile.',
  }));
}

interface Missing {
  name: string;
  version: string;
  dev: boolean;
}

function missingFrom(packages: Packages): Missing[] {
  return Object.entries(packages).flatMap(([at, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !resolves(packages, at, name))
      .map(([name, version]) => ({ name, version, dev })),
  );
}

/** As Node resolves: beside the package, then upwards. */
function resolves(packages: Packages, from: string, name: string): boolean {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

/** A platform as the name says it, `core-linux-arm-gnueabihf`; npm then does not ask for the package elsewhere. */
function lockedOf({ name, version, dev }: Missing): Locked {
  const words = name.split(/[/-]/).map((word) => word.replace('ppc64le', 'ppc64'));
  const os = SYSTEMS.find((each) => words.includes(each));
  const cpu = PROCESSORS.find((each) => words.includes(each));
  if (!os || !cpu) throw new Error(`${name} names no platform; install it by hand`);
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  const told = words.some((word) => word.startsWith('musl') || word.startsWith('gnu'));
  return {
    version,
    cpu: [cpu],
    ...(dev ? { dev } : {}),
    ...(told ? { libc: [libc] } : {}),
    optional: true,
    os: [os],
  };
}

if (import.meta.main) {
  const file = path.resolve(import.meta.dirname, '../../package-lock.json');
  const lock = JSON.parse(await readFile(file, 'utf8')) as { packages: Packages };
  const missing = missingFrom(lock.packages);
  for (const each of missing) lock.packages[`node_modules/${each.name}`] = lockedOf(each);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.length} packages of other platforms added to package-lock.json`);
}
