import { type Condition, conditionsOf } from '../../domain/cluster/conditions.ts';
import { listOf } from '../../domain/manifest/manifest.ts';
import type { KubeObject } from '../cluster/cluster.ts';

/** What a kubelet may be late in saying that a pod has ended. */
const SILENT_SECONDS = 120;

/** Evicted, preempted or drained: the Job makes another pod, and that counts as no failure. */
export function isDisrupted(pod: KubeObject | undefined): boolean {
  return disruptionOf(pod) !== undefined;
}

export function hasEnded(pod: KubeObject | undefined): boolean {
  return pod?.status?.phase === 'Failed' || pod?.status?.phase === 'Succeeded';
}

/**
 * Whether a pod was to be gone long ago, and nobody is left to end it: its node is lost. The status that it had then stays
 * for ever, and a Job with a podFailurePolicy makes no other pod before this one has ended.
 */
export function isForsaken(pod: KubeObject | undefined, now: Date): boolean {
  if (!pod?.spec?.nodeName || terminationOf(pod)) return false;
  // the time of the request and its grace: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
  const goneAt = Date.parse(pod.metadata.deletionTimestamp ?? '');
  return now.getTime() - goneAt > SILENT_SECONDS * 1000;
}

/**
 * Since when a mover that does not run could have started. It may have run for hours before its pod was taken away, so the
 * age of its Job says something only where it has never had a pod.
 */
export function startableSince(job: KubeObject, pod: KubeObject | undefined): string | undefined {
  if (!pod) return lastChangeOf(job) ?? job.metadata.creationTimestamp;
  const { creationTimestamp, deletionTimestamp } = pod.metadata;
  const disruption = disruptionOf(pod);
  if (!disruption) return creationTimestamp;
  return terminationOf(pod)?.finishedAt ?? deletionTimestamp ?? disruption.lastTransitionTime ?? creationTimestamp;
}

/**
 * When the Job's status last changed: where a drained pod is deleted, that is when the Job saw it go. The next one comes
 * 10 s or more later, with nothing there in between.
 * @see kubernetes/kubernetes:pkg/controller/job/backoff_utils.go, which counts pods that the podFailurePolicy ignores too
 */
function lastChangeOf({ metadata }: KubeObject): string | undefined {
  return listOf(metadata.managedFields)
    .flatMap(({ subresource, time }) => (subresource === 'status' && typeof time === 'string' ? [time] : []))
    .toSorted()
    .at(-1);
}

function disruptionOf(pod: KubeObject | undefined): Condition | undefined {
  return conditionsOf(pod).find(({ type, status }) => type === 'DisruptionTarget' && status === 'True');
}

function terminationOf(pod: KubeObject): { finishedAt?: string | null } | undefined {
  return pod.status?.containerStatuses?.[0]?.state?.terminated;
}
