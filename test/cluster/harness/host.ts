import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, readlink, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { derive, type Settings } from './settings.ts';

/**
 * What the programs change on the host whatever they are told, and how it is put back.
 *
 * The note of the original values lies below /run because it must not outlive a reboot, and in one place for all
 * clusters of the machine: the first one up notes them, the last one down restores them.
 */
const note = '/run/snapferry-cluster';
const users = join(note, 'users');
const originals = join(note, 'sysctls.json');

/** Set by the kubelet (pkg/kubelet/cm: setupKernelTunables). */
const sysctls = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];

/** Paths the programs make without asking; one that was there before stays. */
const folders = ['/var/lib/cni', '/var/lib/kubelet', '/var/log/containers', '/run/containerd'];

export async function noteHost(settings: Settings): Promise<void> {
  await mkdir(users, { recursive: true });
  await writeFile(join(users, settings.name), '');
  if (existsSync(originals)) return;
  const values: Record<string, string> = {};
  for (const name of sysctls) values[name] = (await readFile(join('/proc/sys', name), 'utf8')).trim();
  const made = folders.filter((folder) => !existsSync(folder));
  await writeFile(originals, JSON.stringify({ values, made }));
}

export async function restoreHost(settings: Settings): Promise<void> {
  await removeLogLinks(settings);
  await removeAddressResults(settings);
  await rm(join(users, settings.name), { force: true });
  if (!existsSync(originals) || (await readdir(users)).length > 0) return;
  const { values, made } = JSON.parse(await readFile(originals, 'utf8')) as {
    values: Record<string, string>;
    made: string[];
  };
  for (const [name, value] of Object.entries(values)) await writeFile(join('/proc/sys', name), value);
  for (const folder of made) await rm(folder, { recursive: true, force: true });
  await rm(note, { recursive: true });
}

/** The kubelet links every container's log into /var/log/containers, whatever its own folder of logs is. */
async function removeLogLinks(settings: Settings): Promise<void> {
  const folder = '/var/log/containers';
  for (const name of await readdir(folder).catch(() => [])) {
    const target = await readlink(join(folder, name)).catch(() => '');
    if (target.startsWith(`${settings.root}/`)) await unlink(join(folder, name));
  }
}

/** The CNI library caches the results of every pod: ours under the network's name, and loopback's under the same pod's id. */
async function removeAddressResults(settings: Settings): Promise<void> {
  const folder = '/var/lib/cni/results';
  const prefix = `${derive(settings).cgroup}-`;
  const names = await readdir(folder).catch(() => []);
  const pods = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length).split('-')[0]);
  for (const name of names) {
    if (pods.some((pod) => pod !== undefined && name.includes(`-${pod}-`))) await unlink(join(folder, name));
  }
}
