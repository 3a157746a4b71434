import { labelsOf } from '../../functions/domain/manifest/labels.ts';
import type { KubeObject } from '../../functions/services/cluster/cluster.ts';
import { EVENT, JOB, POD, PVC, SECRET } from '../../functions/services/cluster/kinds.ts';
import { createKubernetesMovers } from '../../functions/services/mover/kubernetes-movers.ts';
import type { MoverSettings } from '../../functions/services/mover/mover.ts';
import { createMemoryCluster } from './memory-cluster.ts';
import { createTestClock } from './test-clock.ts';

export const RUN = 'bk-aaaaaaaaaaaaaaaaaaaaaaaaaa';
export const LABELS = labelsOf({ installationId: 'aaaaaaaaaa', operationId: RUN, role: 'mover', volumeId: 'v1' });
export const SETTINGS: MoverSettings = {
  image: 'kopia:1',
  memoryMiB: 1024,
  cpu: '500m',
  activeDeadlineSeconds: 3600,
  startTimeoutSeconds: 600,
};
export const RESULT = JSON.stringify({
  format: 1,
  action: 'restore',
  snapshot: 'k1',
  files: 1,
  dirs: 2,
  symlinks: 3,
  bytes: 4,
});

/** A cluster of memory with one Job, made at 09:00:00, which is now; `pod` is the status of its pod. */
export function setUp(pod?: object, job: object = {}, others: KubeObject[] = [], log?: string) {
  const clock = createTestClock('2026-11-23T09:00:00.000Z');
  const objects: KubeObject[] = [
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'job-1',
        namespace: 'snapferry',
        uid: 'job-uid',
        creationTimestamp: '2026-11-23T09:00:00Z',
        labels: { ...LABELS, 'snapferry.dev/attempt': '3' },
        annotations: { 'snapferry.dev/repository': 'c1/shop' },
      },
      spec: {
        activeDeadlineSeconds: 3600,
        template: { spec: { volumes: [{ persistentVolumeClaim: { claimName: 'claim-1' } }] } },
      },
      ...job,
    },
    ...(pod ? [podOf('pod-1', '2026-11-23T09:00:01Z', pod)] : []),
    ...others,
  ];
  const cluster = createMemoryCluster([JOB, POD, PVC, SECRET, EVENT], objects);
  cluster.logs = async () => log;
  const movers = createKubernetesMovers({ installationId: 'aaaaaaaaaa', clock });
  return { clock, cluster, movers, read: async () => (await movers.read(cluster, RUN, SETTINGS))[0] };
}

export function podOf(name: string, creationTimestamp: string, status: object, more: object = {}): KubeObject {
  const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name: 'job-1', uid: 'job-uid' }];
  const metadata = {
    name,
    namespace: 'snapferry',
    uid: `uid-${name}`,
    labels: LABELS,
    creationTimestamp,
    ownerReferences,
    ...more,
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata, status };
}

export function event(uid: string, reason: string, message: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${uid}-${reason}`, namespace: 'snapferry', creationTimestamp: '2026-11-23T09:00:02Z' },
    involvedObject: { uid },
    type: 'Warning',
    reason,
    message,
  };
}

export function container(state: object, conditions: object[] = []) {
  return { phase: 'Running', containerStatuses: [{ state }], conditions };
}
