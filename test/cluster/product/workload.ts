import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { readApi } from '../harness/api.ts';
import type { Cluster } from '../harness/cluster.ts';
import { apply, kube } from '../harness/control.ts';
import { derive } from '../harness/settings.ts';
import { run } from '../harness/shell.ts';

/** Label of what a test makes that is in no namespace, where one that runs beside it looks at all of a kind. */
export const OF_ANOTHER_TEST = 'test-makes-this';

/** Prints a line that stands for a whole tree: names, types, modes, owners, times of files, links and contents. For busybox. */
const HASH_SCRIPT = `cd "$1" && {
  find . -mindepth 1 -print0 | sort -z | xargs -0 stat -c '%N %F %a %u:%g'
  find . -type f -print0 | sort -z | xargs -0 stat -c '%N %s %Y'
  find . -type f -print0 | sort -z | xargs -0 sha256sum
} | sha256sum | cut -d ' ' -f 1`;

const WRITER = `n=0
while :; do
  n=$((n + 1))
  echo "line $n" >> /data/log
  mkdir -p /data/new && echo "$n" > "/data/new/$((n % 50))" && mv "/data/new/$((n % 50))" "/data/new/moved-$((n % 20))"
  echo "$n" > /extra/last
  sleep 0.02
done`;

/**
 * A namespace as an application has one: a StatefulSet with two claims that writes without a pause, a Deployment
 * with a claim of the class that waits for its first pod; an init container of each prints its tree's hash.
 */
export async function createWorkload(running: Cluster, namespace: string): Promise<void> {
  await apply(running, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { team: 'a' } } }]);
  await apply(running, [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace }, data: { mode: 'try' } },
    claim(namespace, 'quiet', 'btrfs-wffc'),
    statefulSet(running, namespace),
    deployment(running, namespace),
  ]);
  await podsReady(running, namespace, 2);
}

/** Namespaces with claims that are bound and nothing else, for tests that need little of a workload and have several of it. */
export async function createVolumes(
  running: Cluster,
  namespaces: readonly string[],
  claims: readonly string[],
): Promise<void> {
  await apply(
    running,
    namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  await apply(
    running,
    namespaces.flatMap((namespace) => claims.map((name) => claim(namespace, name, 'btrfs'))),
  );
}

export async function deleteNamespace(running: Cluster, ...namespaces: readonly string[]): Promise<void> {
  await kube(running, ['delete', 'namespace', ...namespaces, '--ignore-not-found', '--timeout=180s']);
}

export async function podsReady(running: Cluster, namespace: string, count: number): Promise<void> {
  await until(`${count} pods of ${namespace} to be Ready`, 300, async () => {
    const { items } = await read<{ items: Pod[] }>(running, `/api/v1/namespaces/${namespace}/pods`);
    return items.filter(isReady).length === count && items.length === count;
  });
}

/** The subvolume behind a claim, on the host. */
export async function volumeFolder(running: Cluster, namespace: string, name: string): Promise<string> {
  return await until(`${namespace}/${name} to be bound`, 60, async () => {
    const { spec } = await read<Claim>(running, `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`);
    if (!spec.volumeName) return false;
    const volume = await read<PersistentVolume>(running, `/api/v1/persistentvolumes/${spec.volumeName}`);
    return join(derive(running.settings).pool, volume.spec.csi.driver, 'volumes', volume.spec.csi.volumeHandle);
  });
}

/** The subvolume of a snapshot, as it was cut. */
export function snapshotFolder(running: Cluster, driver: string, handle: string): string {
  return join(derive(running.settings).pool, driver, 'snapshots', handle);
}

async function read<T>(running: Cluster, path: string): Promise<T> {
  return JSON.parse(await readApi(running.settings, path)) as T;
}

export async function getJson<T>(running: Cluster, what: readonly string[]): Promise<T> {
  return JSON.parse(await kube(running, ['get', ...what, '-o', 'json'])) as T;
}

/** What the init container of the app's pod printed: its volume's hash when the pod started. */
export async function printedHash(running: Cluster, namespace: string, app: string): Promise<string> {
  return (await kube(running, ['logs', '-n', namespace, '-l', `app=${app}`, '-c', 'hash'])).trim();
}

/** The same of a folder on the host, by the same program as in the pods. */
export async function hashOf(folder: string): Promise<string> {
  return (await run('/bin/busybox', 'sh', '-c', HASH_SCRIPT, 'hash', folder)).trim();
}

type Pod = { status: { conditions?: { type: string; status: string }[] } };
type Claim = { spec: { volumeName?: string } };
type PersistentVolume = { spec: { csi: { driver: string; volumeHandle: string } } };

function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}

function claim(namespace: string, name: string, storageClassName: string) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: claimSpec(storageClassName),
  };
}

function claimSpec(storageClassName: string) {
  return { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '2Gi' } } };
}

function statefulSet(running: Cluster, namespace: string) {
  const labels = { app: 'writer' };
  const data = { name: 'data', mountPath: '/data' };
  const image = running.images.busybox;
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'writer', namespace },
    spec: {
      serviceName: 'writer',
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          initContainers: [
            { name: 'hash', image, command: ['sh', '-c', HASH_SCRIPT, 'hash', '/data'], volumeMounts: [data] },
          ],
          containers: [
            {
              name: 'writer',
              image,
              command: ['sh', '-c', WRITER],
              volumeMounts: [data, { name: 'extra', mountPath: '/extra' }],
            },
          ],
        },
      },
      volumeClaimTemplates: ['data', 'extra'].map((name) => ({ metadata: { name }, spec: claimSpec('btrfs') })),
    },
  };
}

function deployment(running: Cluster, namespace: string) {
  const labels = { app: 'quiet' };
  const shared = { image: running.images.busybox, volumeMounts: [{ name: 'quiet', mountPath: '/quiet' }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'quiet', namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          initContainers: [{ ...shared, name: 'hash', command: ['sh', '-c', HASH_SCRIPT, 'hash', '/quiet'] }],
          containers: [{ ...shared, name: 'quiet', command: ['sh', '-c', 'exec sleep 100000'] }],
          volumes: [{ name: 'quiet', persistentVolumeClaim: { claimName: 'quiet' } }],
        },
      },
    },
  };
}
