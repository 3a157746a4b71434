import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { cacheRoot, hashFiles } from '../../../tools/build/go-build.ts';
import { withLock } from '../../../tools/build/lock.ts';
import { reportTo } from '../../../tools/build/progress.ts';
import type { Cluster } from './cluster.ts';
import { importImage } from './containerd.ts';
import { makeImage } from './images.ts';
import { downloadPackages } from './packages.ts';
import { run } from './shell.ts';

type Database = {
  readonly image: string;
  readonly packages: readonly string[];
  readonly programs: readonly string[];
  readonly files: readonly string[];
  /** Where its socket lies by default. */
  readonly run: string;
};

const POSTGRES = '/usr/lib/postgresql/15';

const databases = {
  postgres: {
    image: 'docker.io/library/postgres:15',
    packages: ['postgresql-15', 'postgresql-client-15'],
    programs: ['postgres', 'initdb', 'psql'].map((name) => `${POSTGRES}/bin/${name}`),
    files: [`${POSTGRES}/lib/plpgsql.so`, `${POSTGRES}/lib/dict_snowball.so`, '/usr/share/postgresql/15'],
    run: '/var/run/postgresql',
  },
  mariadb: {
    image: 'docker.io/library/mariadb:10.11',
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    programs: ['mariadb-install-db', 'my_print_defaults', 'resolveip', 'mariadb']
      .map((name) => `/usr/bin/${name}`)
      .concat('/usr/sbin/mariadbd'),
    files: ['/usr/share/mysql'],
    run: '/run/mysqld',
  },
} satisfies Record<string, Database>;

export type DatabaseName = keyof typeof databases;

/**
 * The image of a database, on the cluster: Debian's programs with what they link to, beside busybox. They are unpacked, not
 * installed, so that none of them ever runs on the host; the archive is kept.
 */
export async function databaseImage({ settings }: Cluster, name: DatabaseName): Promise<string> {
  const database = databases[name];
  const folder = join(cacheRoot(), `databases-${await hashFiles([import.meta.filename])}`);
  const archive = join(folder, `${name}-image.tar`);
  await mkdir(folder, { recursive: true });
  await withLock(join(folder, `.lock-${name}`), reportTo(process.stderr), async () => {
    if (!existsSync(archive)) await makeArchive(archive, database);
    await importImage(settings, archive);
  });
  return database.image;
}

async function makeArchive(archive: string, database: Database): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'snapferry-database-'));
  try {
    const unpacked = join(work, 'unpacked');
    for (const file of await downloadPackages(join(work, 'packages'), database.packages)) {
      await run('dpkg-deb', '--extract', file, unpacked);
    }
    const tree = join(work, 'tree');
    await fillTree(tree, unpacked, database);
    await makeImage(archive, { name: database.image, binaries: [], shell: true, tree });
  } finally {
    await rm(work, { recursive: true });
  }
}

async function fillTree(tree: string, unpacked: string, { programs, files, run: folder }: Database): Promise<void> {
  const add = async (from: string, at: string) => {
    await mkdir(dirname(join(tree, at)), { recursive: true });
    await cp(from, join(tree, at), { recursive: true, dereference: true });
  };
  for (const path of [...programs, ...files]) await add(join(unpacked, path), path);
  for (const [at, from] of await librariesOf(unpacked, programs)) await add(from, at);
  await mkdir(join(tree, 'bin'), { recursive: true });
  for (const path of programs) await symlink(path, join(tree, 'bin', basename(path)));
  await mkdir(join(tree, folder), { recursive: true });
  await run('chmod', '1777', join(tree, folder));
  await mkdir(join(tree, 'etc'));
  await writeFile(join(tree, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nuser:x:999:999::/tmp:/bin/sh\n');
}

/** What they are linked to: of the packages, or of the host where it has them. Path in the image by path here. */
async function librariesOf(unpacked: string, programs: readonly string[]): Promise<Map<string, string>> {
  const own = join(unpacked, 'usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
  const found = new Map<string, string>();
  for (const program of programs) {
    const linked = await run('env', `LD_LIBRARY_PATH=${own}`, 'ldd', join(unpacked, program)).catch(() => '');
    for (const [, path = ''] of linked.matchAll(/(\/\S+) \(0x/g)) found.set(path.replace(unpacked, ''), path);
  }
  return found;
}
