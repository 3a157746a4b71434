import { timestamp } from '../clock.ts';
import { isOver } from '../kubelet/pod-status.ts';
import type { Pod } from '../kubelet/types.ts';
import { addFinalizer, graceOf, isDeleting, keyOf, nameOf, namespaceOf, ownerOf, setConditions } from '../objects.ts';
import type { Controller, Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';
import { createPod, type Job, type JobStatus, releaseOrphans, tracking, untrack } from './job-pods.ts';
import { judge } from './pod-failure.ts';
import { podsOf } from './workload-pods.ts';

const component = 'job-controller';

export const jobs: Controller = { name: 'jobs', keys: jobKeys, reconcile };

function jobKeys(_: Simulation, { resource, object }: StoreEvent): string[] {
  if (resource === resources.jobs) return [keyOf(object)];
  const owner = resource === resources.pods ? ownerOf(object) : undefined;
  return owner?.kind === 'Job' ? [`${namespaceOf(object)}/${owner.name}`] : [];
}

export function hasCondition(job: Job, type: string): boolean {
  return job.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
}

function reconcile(simulation: Simulation, key: string): Outcome {
  const { store } = simulation;
  const job = store.get<Job>(resources.jobs, key);
  releaseOrphans(simulation, key, job);
  if (job === undefined) return undefined;
  if (hasCondition(job, 'Complete') || hasCondition(job, 'Failed')) {
    for (const pod of podsOf(simulation, job)) untrack(simulation, pod);
    return expire(simulation, job);
  }
  if (isDeleting(job) || job.spec.suspend) return undefined;
  return advance(simulation, count(simulation, job));
}

/** Adds up the pods that have ended and lets them go. */
function count(simulation: Simulation, job: Job): Job {
  const { clock } = simulation;
  const pods = podsOf(simulation, job);
  const ended = pods.filter(
    (pod) =>
      pod.metadata.finalizers?.includes(tracking) &&
      (isOver(pod) || (isDeleting(pod) && pod.metadata.deletionGracePeriodSeconds === 0)),
  );
  const verdicts = ended.map((pod) =>
    pod.status?.phase === 'Succeeded' ? { action: 'Succeeded' } : judge(job.spec.podFailurePolicy, pod),
  );
  const number = (action: string) => verdicts.filter((verdict) => verdict.action === action).length;
  const fatal = verdicts.find((verdict) => verdict.action === 'FailJob');
  const live = pods.filter((pod) => !isOver(pod) && !ended.includes(pod));
  const running = live.filter((pod) => pod.status?.phase === 'Running' && !isDeleting(pod));
  const counted = changeStatus(simulation, job, (status) => {
    status.startTime ??= timestamp(clock);
    status.uncountedTerminatedPods ??= {};
    status.terminating = live.filter(isDeleting).length;
    const succeeded = (status.succeeded ?? 0) + number('Succeeded');
    const failed = (status.failed ?? 0) + number('Count') + number('FailJob');
    if (succeeded > 0) status.succeeded = succeeded;
    if (failed > 0) status.failed = failed;
    setActive(status, live.length, running.length);
    if (fatal !== undefined) markFailing(status, 'PodFailurePolicy', fatal.message ?? '', timestamp(clock));
  });
  for (const pod of ended) untrack(simulation, pod);
  return counted ?? job;
}

function changeStatus({ store }: Simulation, job: Job, change: (status: JobStatus) => void): Job | undefined {
  return store.modify<Job>(resources.jobs, keyOf(job), (draft) => {
    draft.status ??= {};
    change(draft.status);
  });
}

function setActive(status: JobStatus, active: number, ready: number): void {
  if (active > 0) status.active = active;
  else delete status.active;
  status.ready = ready;
}

function markFailing(status: JobStatus, reason: string, message: string, at: string): void {
  if (status.conditions?.some((one) => one.type === 'FailureTarget')) return;
  const target = { type: 'FailureTarget', status: 'True', reason, message, lastProbeTime: at };
  status.conditions = setConditions(status.conditions, at, target);
}

function advance(simulation: Simulation, job: Job): Outcome {
  const { store, clock, recorder } = simulation;
  const now = timestamp(clock);
  const { succeeded = 0, failed = 0 } = job.status ?? {};
  const live = podsOf(simulation, job).filter((pod) => !isOver(pod));
  if (succeeded >= job.spec.completions) {
    changeStatus(simulation, job, (status) => {
      const message = 'Reached expected number of succeeded pods';
      const reached = { status: 'True', reason: 'CompletionsReached', message, lastProbeTime: now };
      const types = ['SuccessCriteriaMet', 'Complete'];
      status.conditions = setConditions(status.conditions, now, ...types.map((type) => ({ type, ...reached })));
      status.completionTime = now;
      setActive(status, 0, 0);
    });
    recorder.normal(job, component, 'Completed', 'Job completed');
    return undefined;
  }
  const leftMs = deadline(job) - clock.now();
  if (leftMs <= 0) fail(simulation, job, 'DeadlineExceeded', 'Job was active longer than specified deadline');
  else if (failed > job.spec.backoffLimit)
    fail(simulation, job, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  const current = store.get<Job>(resources.jobs, keyOf(job)) ?? job;
  if (hasCondition(current, 'FailureTarget')) return end(simulation, current, live);
  const wanted = Math.min(job.spec.parallelism, job.spec.completions - succeeded);
  // A pod that is being deleted is replaced only once it has ended.
  if (live.length < wanted) {
    const outcome = createPod(simulation, job);
    if (outcome !== undefined) return outcome;
  }
  return Number.isFinite(leftMs) ? { afterMs: leftMs } : undefined;
}

/** In milliseconds since 1970. */
function deadline(job: Job): number {
  const { activeDeadlineSeconds } = job.spec;
  const startedAt = Date.parse(job.status?.startTime ?? '');
  return activeDeadlineSeconds === undefined || Number.isNaN(startedAt)
    ? Number.POSITIVE_INFINITY
    : startedAt + activeDeadlineSeconds * 1000;
}

function fail(simulation: Simulation, job: Job, reason: string, message: string): void {
  changeStatus(simulation, job, (status) => markFailing(status, reason, message, timestamp(simulation.clock)));
}

/** Failed is said only when the last pod has ended. */
function end(simulation: Simulation, job: Job, live: Pod[]): Outcome {
  const { store, clock, recorder } = simulation;
  for (const pod of live) {
    if (isDeleting(pod)) continue;
    store.remove(resources.pods, keyOf(pod), { graceSeconds: graceOf(pod) });
    recorder.normal(job, component, 'SuccessfulDelete', `Deleted pod: ${nameOf(pod)}`);
  }
  if (live.length > 0) return undefined;
  const target = job.status?.conditions?.find((condition) => condition.type === 'FailureTarget');
  const at = timestamp(clock);
  const { reason = '', message = '' } = target ?? {};
  changeStatus(simulation, job, (status) => {
    const failed = { type: 'Failed', status: 'True', reason, message, lastProbeTime: at };
    status.conditions = setConditions(status.conditions, at, failed);
    setActive(status, 0, 0);
  });
  recorder.warning(job, component, reason, message);
}

/** ttlSecondsAfterFinished. */
function expire({ store, clock }: Simulation, job: Job): Outcome {
  const { ttlSecondsAfterFinished: ttl } = job.spec;
  if (ttl === undefined || isDeleting(job)) return undefined;
  const last = job.status?.conditions?.find((one) => one.type === 'Complete' || one.type === 'Failed');
  const leftMs = Date.parse(last?.lastTransitionTime ?? '') + ttl * 1000 - clock.now();
  if (leftMs > 0) return { afterMs: leftMs };
  store.modify(resources.jobs, keyOf(job), (draft) => addFinalizer(draft, 'foregroundDeletion'));
  store.remove(resources.jobs, keyOf(job));
}
