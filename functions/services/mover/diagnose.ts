import { type Condition, conditionsOf } from '../../domain/cluster/conditions.ts';
import { fieldsIn } from '../../domain/fields.ts';
import { listOf } from '../../domain/manifest/manifest.ts';
import type { Cluster, KubeObject } from '../cluster/cluster.ts';
import { EVENT, PVC } from '../cluster/kinds.ts';

/** Waiting reasons that no waiting cures. */
const HOPELESS = new Set(['InvalidImageName', 'ErrImageNeverPull']);

/** Why the container cannot ever start, if that is already certain. */
export function hopelessReason(pod: KubeObject | undefined): string | undefined {
  const waiting = waitingOf(pod);
  return waiting && HOPELESS.has(waiting.reason) ? `${waiting.reason}: ${waiting.message}` : undefined;
}

/**
 * Why a mover has not started, in a sentence for the volume's row. Where there is no pod the only trace is an event on
 * the Job (quota, PodSecurity, a webhook); where there is one, its own words come before those of its claim.
 */
export async function diagnose(cluster: Cluster, job: KubeObject, pod: KubeObject | undefined): Promise<string> {
  const namespace = job.metadata.namespace ?? cluster.ownNamespace;
  const findings = pod
    ? [waitingText(pod), conditionText(pod), await lastWarning(cluster, namespace, pod)]
    : [await lastWarning(cluster, namespace, job), 'it has no pod'];
  for (const name of claimsOf(job)) {
    const claim = await cluster.get(PVC, namespace, name);
    if (!claim) findings.push(`the claim ${name} is gone`);
    else if (claim.status?.phase !== 'Bound') {
      findings.push(`the claim ${name} is not bound`, await lastWarning(cluster, namespace, claim));
    }
  }

  const said = [...new Set(findings.filter((text) => text !== undefined))];
  return said.length > 0 ? said.join('; ').slice(0, 1500) : 'neither its pod nor its events say why';
}

function claimsOf(job: KubeObject): string[] {
  return listOf(job.spec?.template?.spec?.volumes).flatMap(({ persistentVolumeClaim }) => {
    const name = fieldsIn(persistentVolumeClaim).claimName;
    return typeof name === 'string' ? [name] : [];
  });
}

/** Of the container that is to start first. */
function waitingOf(pod: KubeObject | undefined): { reason: string; message: string } | undefined {
  const { initContainerStatuses, containerStatuses } = pod?.status ?? {};
  const waiting = (initContainerStatuses?.[0] ?? containerStatuses?.[0])?.state?.waiting;
  return waiting?.reason ? { reason: waiting.reason, message: waiting.message ?? '' } : undefined;
}

function waitingText(pod: KubeObject): string | undefined {
  const waiting = waitingOf(pod);
  if (!waiting || waiting.reason === 'ContainerCreating') return undefined;
  return waiting.message === '' ? waiting.reason : `${waiting.reason}: ${waiting.message}`;
}

function conditionText(pod: KubeObject): string | undefined {
  const unscheduled = conditionsOf(pod).find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return unscheduled && `${unscheduled.reason ?? 'Unschedulable'}: ${unscheduled.message ?? 'no node takes it'}`;
}

async function lastWarning(cluster: Cluster, namespace: string, about: KubeObject): Promise<string | undefined> {
  const { uid } = about.metadata;
  const events = await cluster.listAll(EVENT, { namespace, fieldSelector: `involvedObject.uid=${uid}` });
  const newest = events
    .filter((event) => event.involvedObject?.uid === uid && event.type === 'Warning')
    .toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)))
    .at(-1);
  return newest && `${newest.reason}: ${newest.message}`;
}

function timeOf(event: KubeObject): string {
  return event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
}

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
