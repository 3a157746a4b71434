import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Link } from '../../support/link.ts';
import { until } from '../../support/until.ts';
import { readApi } from '../harness/api.ts';
import type { Cluster } from '../harness/cluster.ts';
import type { Product } from './product.ts';

type Pod = {
  metadata: { name: string };
  status: { phase: string; containerStatuses?: { containerID?: string; state: { running?: object } }[] };
};

/** The running pod of an operation's mover. */
export async function runningMover(running: Cluster, id: string): Promise<Pod> {
  const selector = encodeURIComponent(`snapferry.dev/operation=${id},snapferry.dev/role=mover`);
  return await until(`a mover of ${id} to run`, 400, async () => {
    const path = `/api/v1/namespaces/snapferry/pods?labelSelector=${selector}`;
    const { items } = JSON.parse(await readApi(running.settings, path)) as { items: Pod[] };
    return items.find(({ status }) => status.containerStatuses?.[0]?.state.running);
  });
}

/**
 * A backup of the namespace whose mover runs and gets nothing through to its location, until the link is released.
 * @param location is made for it
 */
export async function heldUpload(
  running: Cluster,
  product: Product,
  namespace: string,
  location: string,
): Promise<{ id: string; link: Link }> {
  const link = await product.addLocation(location);
  const id = await product.startBackup(namespace, { locations: [location] });
  // The first look at movers comes right after their launch: the repository is there, and nothing is uploaded yet.
  let isHeld = false;
  product.around(id, 'checkOffloads', async (next) => {
    if (!isHeld) link.hold();
    isHeld = true;
    return await next();
  });
  await runningMover(running, id);
  return { id, link };
}

/** No byte more than it has now: as soon as it needs some, the kernel kills what is largest in the container. */
export function takeMemoryFrom(pod: Pod): void {
  const id = pod.status.containerStatuses?.[0]?.containerID?.replace('containerd://', '') ?? 'none';
  const found = execFileSync('find', ['/sys/fs/cgroup/memory', '-type', 'd', '-name', `*${id}*`], { encoding: 'utf8' });
  const folder = found.trim().split('\n')[0] ?? '';
  const used = Number(readFileSync(join(folder, 'memory.usage_in_bytes'), 'utf8'));
  writeFileSync(join(folder, 'memory.limit_in_bytes'), String(used + 1024 * 1024));
}
