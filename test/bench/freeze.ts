import { randomBytes } from 'node:crypto';
import { answered } from '../../client/client.ts';
import type { KubeObject, Cluster as Kubernetes } from '../../functions/services/cluster/cluster.ts';
import { VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../../functions/services/cluster/kinds.ts';
import { type Cluster, cluster } from '../cluster/harness/cluster.ts';
import { apply } from '../cluster/harness/control.ts';
import { openAdmin } from '../cluster/product/admin.ts';
import { type Product, startProduct } from '../cluster/product/product.ts';
import { createVolumes, deleteNamespace, podsReady, volumeFolder } from '../cluster/product/workload.ts';
import { until } from '../support/until.ts';
import type { Figure } from './table.ts';

/** DESIGN's targets: so many seconds more than the bare cut, with processes that have run before, and with fresh ones. */
const WARM_SECONDS = 0.7;
const FRESH_SECONDS = 1.5;
const RULE = 'still';

/**
 * How long an application stands still for the cut of its volumes, less what its own commands take, beside the same volumes cut
 * bare in the same run: VolumeSnapshots asked for at once, until each has its handle.
 * @throws Error that says how to start the cluster
 */
export async function measureFreeze(sizes: readonly number[]): Promise<Figure[]> {
  const running = cluster();
  const suffix = randomBytes(3).toString('hex');
  const namespaces = sizes.map((size) => `bench-freeze-${size}-${suffix}`);
  try {
    for (const [n, size] of sizes.entries()) await createStill(running, namespaces[n] ?? '', size);
    const figures: Figure[] = [];
    for (const [n, size] of sizes.entries()) {
      // A stack of its own: its first backup finds no process that has run before.
      const product = await startProduct(running, { execNamespaces: namespaces });
      try {
        figures.push(...(await measureOne(running, product, namespaces[n] ?? '', size)));
      } finally {
        await product.stop();
      }
    }
    return figures;
  } finally {
    await deleteNamespace(running, ...namespaces);
  }
}

/** Volumes, and a pod that has none of them and does nothing. */
async function createStill(running: Cluster, namespace: string, volumes: number): Promise<void> {
  const claims = Array.from({ length: volumes }, (_, n) => `data-${n}`);
  await createVolumes(running, [namespace], claims);
  for (const claim of claims) await volumeFolder(running, namespace, claim);
  const container = { name: 'main', image: running.images.busybox, command: ['sh', '-c', 'exec sleep 100000'] };
  const spec = { terminationGracePeriodSeconds: 1, containers: [container] };
  const metadata = { name: 'still', namespace, labels: { app: 'still' } };
  await apply(running, [{ apiVersion: 'v1', kind: 'Pod', metadata, spec }]);
  await podsReady(running, namespace, 1);
}

async function measureOne(running: Cluster, product: Product, namespace: string, size: number): Promise<Figure[]> {
  const action = { podSelector: { matchLabels: { app: 'still' } }, command: 'true', undo: 'true' };
  await answered(product.api.POST('/v1/rules', { body: { name: RULE, actions: [action] } }));
  const admin = openAdmin(running);
  try {
    const frozen: number[] = [];
    const bare = [await cutBare(admin, namespace, size)];
    for (let n = 0; n < 3; n += 1) frozen.push(await freeze(product, namespace));
    bare.push(await cutBare(admin, namespace, size));
    const [fresh = Number.NaN, ...warm] = frozen;
    const cut = Math.min(...bare);
    const of = `${size} volumes: the freeze window`;
    return [
      line(`${of}, fresh processes`, fresh, cut, FRESH_SECONDS),
      line(`${of}, warm`, Math.min(...warm), cut, WARM_SECONDS),
    ];
  } finally {
    admin.close();
  }
}

function line(what: string, seconds: number, cut: number, more: number): Figure {
  const beside = `≤ ${(cut + more).toFixed(2)} s: the bare cut's ${cut.toFixed(2)} s + ${more} s`;
  return { what, measured: `${seconds.toFixed(2)} s`, beside };
}

/** Seconds, less the commands' own. The snapshots are the backup, and go with it. */
async function freeze(product: Product, namespace: string): Promise<number> {
  const {
    operationId,
    phase,
    error,
    freezes = [],
  } = await product.backUp(namespace, {
    preExecRule: RULE,
    offload: false,
  });
  const [{ seconds = Number.NaN, commandSeconds = 0 } = {}] = freezes;
  if (phase !== 'Succeeded') throw new Error(`the backup is ${phase}: ${error?.message}`);
  await product.deleteBackup(operationId);
  return seconds - commandSeconds;
}

async function cutBare(admin: Kubernetes, namespace: string, size: number): Promise<number> {
  const name = `bare-${randomBytes(3).toString('hex')}`;
  const snapshots = Array.from({ length: size }, (_, n) => snapshotOf(namespace, `${name}-${n}`, `data-${n}`));
  const began = performance.now();
  await Promise.all(snapshots.map(async (snapshot) => await admin.create(VOLUME_SNAPSHOT, snapshot)));
  await until(
    'every snapshot to be cut',
    300,
    async () => {
      const contents = await admin.listAll(VOLUME_SNAPSHOT_CONTENT);
      const ours = contents.filter(({ spec }) => String(spec?.volumeSnapshotRef?.name).startsWith(name));
      return ours.filter(({ status }) => status?.snapshotHandle).length === size;
    },
    50,
  );
  const seconds = (performance.now() - began) / 1000;
  for (const { metadata } of snapshots) await admin.delete(VOLUME_SNAPSHOT, namespace, metadata.name);
  return seconds;
}

function snapshotOf(namespace: string, name: string, claim: string): KubeObject {
  const spec = { volumeSnapshotClassName: 'btrfs', source: { persistentVolumeClaimName: claim } };
  return { apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', metadata: { name, namespace }, spec };
}
