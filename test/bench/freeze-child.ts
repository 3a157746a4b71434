/** How long an application with that many volumes stands still, in a process that has cut nothing before: see freeze.ts. */

import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { answered } from '../../client/client.ts';
import type { KubeObject, Cluster as Kubernetes } from '../../functions/services/cluster/cluster.ts';
import { VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../../functions/services/cluster/kinds.ts';
import { cluster } from '../cluster/harness/cluster.ts';
import { apply } from '../cluster/harness/control.ts';
import { openAdmin } from '../cluster/product/admin.ts';
import { type Product, startProduct } from '../cluster/product/product.ts';
import { createVolumes, deleteNamespace, podsReady, volumeFolder } from '../cluster/product/workload.ts';
import { until } from '../support/until.ts';

/** From freeze.ts, as JSON on standard input. */
export interface FreezeJob {
  volumes: number;
}
/** In seconds; the windows are less what the commands took. */
export interface FreezeReport {
  fresh: number;
  warm: number;
  bareCut: number;
}

const RULE = 'still';
const WARM = 3;

const { volumes } = JSON.parse(await text(process.stdin)) as FreezeJob;
const running = cluster();
const namespace = `bench-freeze-${volumes}-${randomBytes(3).toString('hex')}`;
try {
  await createStill();
  const product = await startProduct(running, { execNamespaces: [namespace] });
  try {
    console.log(JSON.stringify(await measure(product)));
  } finally {
    await product.stop();
  }
} finally {
  await deleteNamespace(running, namespace);
}
process.exit();

/** Volumes, and a pod that has none of them and does nothing. */
async function createStill(): Promise<void> {
  const claims = Array.from({ length: volumes }, (_, n) => `data-${n}`);
  await createVolumes(running, [namespace], claims);
  for (const claim of claims) await volumeFolder(running, namespace, claim);
  const container = { name: 'main', image: running.images.busybox, command: ['sh', '-c', 'exec sleep 100000'] };
  const spec = { terminationGracePeriodSeconds: 1, containers: [container] };
  const metadata = { name: 'still', namespace, labels: { app: 'still' } };
  await apply(running, [{ apiVersion: 'v1', kind: 'Pod', metadata, spec }]);
  await podsReady(running, namespace, 1);
}

async function measure(product: Product): Promise<FreezeReport> {
  const action = { podSelector: { matchLabels: { app: 'still' } }, command: 'true', undo: 'true' };
  await answered(product.api.POST('/v1/rules', { body: { name: RULE, actions: [action] } }));
  const admin = openAdmin(running);
  try {
    const bare = [await cutBare(admin)];
    const fresh = await freeze(product);
    const warm: number[] = [];
    while (warm.length < WARM) warm.push(await freeze(product));
    bare.push(await cutBare(admin));
    return { fresh, warm: Math.min(...warm), bareCut: Math.min(...bare) };
  } finally {
    admin.close();
  }
}

/** Seconds, less the commands' own. The snapshots are the backup, and go with it. */
async function freeze(product: Product): Promise<number> {
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

async function cutBare(admin: Kubernetes): Promise<number> {
  const name = `bare-${randomBytes(3).toString('hex')}`;
  const readContents = async () => {
    const contents = await admin.listAll(VOLUME_SNAPSHOT_CONTENT);
    return contents.filter(({ spec }) => String(spec?.volumeSnapshotRef?.name).startsWith(name));
  };
  const snapshots = Array.from({ length: volumes }, (_, n) => snapshotOf(`${name}-${n}`, `data-${n}`));
  const began = performance.now();
  await Promise.all(snapshots.map(async (snapshot) => await admin.create(VOLUME_SNAPSHOT, snapshot)));
  await until(
    'every snapshot to be cut',
    300,
    async () => {
      const ours = await readContents();
      return ours.filter(({ status }) => status?.snapshotHandle).length === volumes;
    },
    50,
  );
  const seconds = (performance.now() - began) / 1000;
  for (const { metadata } of snapshots) await admin.delete(VOLUME_SNAPSHOT, namespace, metadata.name);
  // While the driver removes them it would cut the next ones slowly.
  await until('every snapshot to be gone', 300, async () => (await readContents()).length === 0);
  return seconds;
}

function snapshotOf(name: string, claim: string): KubeObject {
  const spec = { volumeSnapshotClassName: 'btrfs', source: { persistentVolumeClaimName: claim } };
  return { apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', metadata: { name, namespace }, spec };
}
