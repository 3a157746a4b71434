import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import type { Cluster } from '../harness/cluster.ts';
import { apply, kube } from '../harness/control.ts';
import { podsReady, volumeFolder } from './workload.ts';

/** Adds lines to its journal, each under a lock, a link that says whose it is: whoever holds it stops the writer. */
const WRITER = `n=0
while :; do
  if ln -s writer /tmp/lock 2>/dev/null; then
    n=$((n + 1)); echo $n >>/data/journal; rm /tmp/lock
  fi
  sleep 0.01
done`;

export async function createLockedWriter(running: Cluster, namespace: string): Promise<void> {
  const labels = { app: 'locked-writer' };
  const container = {
    name: 'writer',
    image: running.images.busybox,
    command: ['sh', '-c', WRITER],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  };
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const spec = { terminationGracePeriodSeconds: 1, containers: [container], volumes };
  await apply(running, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  await apply(running, [
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace }, spec: claim },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'writer', namespace },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
  ]);
  await podsReady(running, namespace, 1);
}

/** How many lines the writer has written. */
export async function written(running: Cluster, namespace: string): Promise<number> {
  return linesIn(join(await volumeFolder(running, namespace, 'data'), 'journal'));
}

export function linesIn(file: string): number {
  return readFileSync(file, 'utf8').split('\n').length - 1;
}

/** Resolves when the writer writes: nobody holds its lock. */
export async function writes(running: Cluster, namespace: string): Promise<void> {
  const before = await written(running, namespace);
  await until(`the writer of ${namespace} to go on`, 60, async () => (await written(running, namespace)) > before);
}

/** Files and processes of rules that are left in its container. */
export async function leftInPod(running: Cluster, namespace: string): Promise<string> {
  const look = `ls -a /tmp /dev/shm | grep '[s]napferry'; grep -l -s -e '[s]napferry' /proc/[0-9]*/cmdline; grep -l -s SNAPFERRY_ACTION= /proc/[0-9]*/environ; :`;
  return await kube(running, ['exec', '-n', namespace, 'deploy/writer', '--', 'sh', '-c', look]);
}
