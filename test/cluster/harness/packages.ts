import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from '../../../tools/build/go-build.ts';
import { withLock } from '../../../tools/build/lock.ts';
import { reportTo } from '../../../tools/build/progress.ts';

/** Debian package by a file it brings. */
const packages: Readonly<Record<string, string>> = {
  '/usr/bin/containerd': 'containerd',
  '/usr/sbin/runc': 'runc',
  '/usr/lib/cni/bridge': 'containernetworking-plugins',
  '/bin/busybox': 'busybox-static',
  '/usr/sbin/iptables': 'iptables',
  '/usr/bin/btrfs': 'btrfs-progs',
  '/sbin/mkfs.ext4': 'e2fsprogs',
  '/usr/sbin/ip': 'iproute2',
  '/usr/bin/nsenter': 'util-linux',
  '/usr/bin/curl': 'curl',
};

/**
 * Installs the Debian packages that are missing; without any missing it only looks.
 *
 * RUNLEVEL=1 keeps the packages' own services from starting.
 */
export async function ensurePackages(): Promise<void> {
  const missing = Object.entries(packages).flatMap(([file, name]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  if (!existsSync('/usr/bin/apt-get')) {
    throw new Error(`The cluster needs ${missing.join(', ')}; only on Debian and its kin can it install them itself.`);
  }
  console.error(`installing ${missing.join(' ')}`);
  await alone(async () => {
    await apt('update', '--quiet=2');
    await apt('install', '--yes', '--quiet=2', '--no-install-recommends', ...missing);
  });
}

/** The archives of these packages and of what they need that is not installed, in a folder; nothing is installed. */
export async function downloadPackages(folder: string, names: readonly string[]): Promise<string[]> {
  await mkdir(join(folder, 'partial'), { recursive: true });
  const only = [
    '--download-only',
    '--reinstall',
    '--no-install-recommends',
    '--option',
    `Dir::Cache::archives=${folder}`,
  ];
  await alone(async () => {
    await apt('update', '--quiet=2');
    await apt('install', '--yes', '--quiet=2', ...only, ...names);
  });
  return (await readdir(folder)).filter((file) => file.endsWith('.deb')).map((file) => join(folder, file));
}

/** Of two updates of apt's lists at once one fails: nothing makes it wait for their lock. */
async function alone(work: () => Promise<void>): Promise<void> {
  await mkdir(cacheRoot(), { recursive: true });
  await withLock(join(cacheRoot(), '.lock-apt'), reportTo(process.stderr), work);
}

async function apt(...args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const child = spawn('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code !== 0) throw new Error(`apt-get ${args.join(' ')} ended with ${String(code)}.`);
}
