import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { derive, type Settings } from './settings.ts';
import { run } from './shell.ts';

/** Mounts the btrfs pool of the CSI drivers, and makes the kubelet's folder one whose mounts the containers see. */
export async function mountDisks(settings: Settings): Promise<void> {
  const { pool, poolImage, kubelet } = derive(settings);
  await mkdir(pool, { recursive: true });
  await mkdir(kubelet, { recursive: true });
  const mounts = await mountPointsBelow(settings.root);
  if (!mounts.includes(pool)) {
    if (!existsSync(poolImage)) {
      await run('truncate', '--size', settings.poolSize, `${poolImage}.unfinished`);
      await run('mkfs.btrfs', '--quiet', `${poolImage}.unfinished`);
      await run('mv', `${poolImage}.unfinished`, poolImage);
    }
    await run('mount', '--options', 'loop,noatime', poolImage, pool);
  }
  if (!mounts.includes(kubelet)) {
    await run('mount', '--bind', kubelet, kubelet);
    await run('mount', '--make-rshared', kubelet);
  }
}

/**
 * Unmounts everything below the root and detaches its loop devices, the innermost first.
 *
 * A block volume is a stack: the kubelet's loop device over the driver's over a file in the pool over the pool's own.
 * Detaching is lazy in the kernel, so all that has to hold is that each is told before what it lies on is unmounted.
 */
export async function unmountDisks(settings: Settings): Promise<void> {
  const { kubelet, pool, netns } = derive(settings);
  await detachBelow(`${kubelet}/`);
  for (const path of (await mountPointsBelow(settings.root)).reverse()) {
    if (path === pool || path === netns) continue;
    await run('umount', path).catch(async () => await run('umount', '--lazy', path));
  }
  await detachBelow(`${pool}/`);
  if ((await mountPointsBelow(settings.root)).includes(pool)) await run('umount', pool);
}

async function detachBelow(prefix: string): Promise<void> {
  const listed = await run('losetup', '--json', '--output', 'NAME,BACK-FILE').catch(() => '');
  if (listed.trim() === '') return;
  const { loopdevices } = JSON.parse(listed) as { loopdevices: { name: string; 'back-file': string | null }[] };
  for (const { name, 'back-file': file } of loopdevices) {
    if (file?.startsWith(prefix)) await run('losetup', '--detach', name);
  }
}

/** In the order in which they were mounted. */
async function mountPointsBelow(root: string): Promise<string[]> {
  const lines = (await readFile('/proc/self/mounts', 'utf8')).split('\n');
  const points = lines.flatMap((line) => line.split(' ')[1] ?? []).map((path) => path.replaceAll('\\040', ' '));
  return points.filter((path) => path.startsWith(`${root}/`));
}
