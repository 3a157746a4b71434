import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../support/until.ts';

/**
 * A cluster owns one cgroup, of its name, in every hierarchy: `daemons` for what we start (and containerd's shims with
 * it), `kubepods` for what the kubelet starts. So "the processes of this cluster" is a fact the kernel keeps: it
 * survives a crash, and no reused pid can be mistaken for one of ours.
 */
export async function createCgroups(cgroup: string): Promise<void> {
  for (const hierarchy of await hierarchies()) await mkdir(join(hierarchy, cgroup, 'daemons'), { recursive: true });
  const cpuset = join(await hierarchy('cpuset'), cgroup);
  if (existsSync(join(cpuset, 'cpuset.cpus'))) await inheritCpuset(cpuset);
}

/** The file a process writes its own pid to, to become one of the cluster's daemons. */
export async function daemonsFile(cgroup: string): Promise<string> {
  return join(await hierarchy('pids'), cgroup, 'daemons/cgroup.procs');
}

/** Pids of all processes of the cluster, or of those below one of its cgroups. */
export async function members(cgroup: string): Promise<number[]> {
  const pids: number[] = [];
  for (const folder of await foldersBelow(join(await hierarchy('pids'), cgroup))) {
    const content = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '');
    pids.push(...content.split('\n').filter(Boolean).map(Number));
  }
  return pids;
}

/** Kills every process of the cgroup and waits until none is left; asks again, since they may fork meanwhile. */
export async function killMembers(cgroup: string): Promise<void> {
  await until(`processes of ${cgroup} to end`, 30, async () => {
    const pids = await members(cgroup);
    for (const pid of pids) kill(pid);
    return pids.length === 0;
  });
}

export async function removeCgroups(cgroup: string): Promise<void> {
  // The kubelet makes its groups in the version 2 hierarchy too, where both are mounted.
  for (const hierarchy of await mountPoints('cgroup', 'cgroup2')) {
    for (const folder of (await foldersBelow(join(hierarchy, cgroup))).reverse()) {
      await until(`cgroup ${folder} to go`, 10, async () => {
        await rmdir(folder).catch((error: unknown) => {
          if (existsSync(folder)) throw error;
        });
        return true;
      });
    }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}

/** Mount points: every version 1 hierarchy, or the one of version 2. */
async function hierarchies(): Promise<string[]> {
  const first = await mountPoints('cgroup');
  return first.length > 0 ? first : await mountPoints('cgroup2');
}

async function mountPoints(...types: readonly string[]): Promise<string[]> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  return mounts.flatMap(([, path, type]) =>
    path !== undefined && type !== undefined && types.includes(type) ? path : [],
  );
}

async function hierarchy(controller: string): Promise<string> {
  const all = await hierarchies();
  const found = all.find((path) => path.split('/').pop()?.split(',').includes(controller)) ?? all[0];
  if (found === undefined) throw new Error('No cgroup file system is mounted.');
  return found;
}

/** A folder and all below it, parents first; none if it does not exist. */
async function foldersBelow(top: string): Promise<string[]> {
  if (!existsSync(top)) return [];
  const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  return [top, ...folders.sort((a, b) => a.length - b.length)];
}

/** A new cpuset of version 1 is empty, and no process may enter it before it has cpus and memory nodes. */
async function inheritCpuset(folder: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const parents = await readFile(join(folder, '..', file), 'utf8');
    for (const own of [folder, join(folder, 'daemons')]) await writeFile(join(own, file), parents);
  }
}
