import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schemas } from '../../../client/client.ts';
import type { Link } from '../../support/link.ts';
import { until } from '../../support/until.ts';
import { readApi } from '../harness/api.ts';
import type { Cluster } from '../harness/cluster.ts';
import type { Product } from './product.ts';

type Containers = { containerID?: string; state: { running?: object } }[];
type Pod = {
  metadata: { name: string };
  status: { phase: string; initContainerStatuses?: Containers; containerStatuses?: Containers };
};

/** The running pod of an operation's mover. */
export async function runningMover(running: Cluster, id: string): Promise<Pod> {
  const selector = encodeURIComponent(`snapferry.dev/operation=${id},snapferry.dev/role=mover`);
  return await until(`a mover of ${id} to run`, 400, async () => {
    const path = `/api/v1/namespaces/snapferry/pods?labelSelector=${selector}`;
    const { items } = JSON.parse(await readApi(running.settings, path)) as { items: Pod[] };
    return items.find(({ status: { initContainerStatuses = [], containerStatuses = [] } }) =>
      [...initContainerStatuses, ...containerStatuses].some(({ state }) => state.running),
    );
  });
}

/**
 * A backup of the namespace whose mover runs and gets nothing through to its location, until the link is released.
 * @param location is made for it
 * @param settings of the backup
 */
export async function heldUpload(
  running: Cluster,
  product: Product,
  namespace: string,
  location: string,
  settings: NonNullable<Schemas['BackupRequest']['settings']> = {},
): Promise<{ id: string; link: Link }> {
  const link = await product.addLocation(location);
  const id = await product.startBackup(namespace, { locations: [location], settings });
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
