import { randomSuffix } from '../api/names.ts';
import { createAs } from '../api/write.ts';
import {
  type Condition,
  type KubeObject,
  keyOf,
  nameOf,
  namespaceOf,
  ownedBy,
  ownerOf,
  removeFinalizer,
} from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { StatusError } from '../status.ts';
import { resources } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';
import type { FailurePolicy, JobPod } from './pod-failure.ts';

export const component = 'job-controller';

/** Keeps a pod until its end has been counted. */
export const tracking = 'batch.kubernetes.io/job-tracking';

export interface Job extends KubeObject {
  spec: {
    backoffLimit: number;
    completions: number;
    parallelism: number;
    suspend: boolean;
    activeDeadlineSeconds?: number;
    ttlSecondsAfterFinished?: number;
    podFailurePolicy?: FailurePolicy;
    template: {
      metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
      spec: Record<string, unknown>;
    };
  };
  status?: JobStatus;
}

export interface JobStatus {
  startTime?: string;
  completionTime?: string;
  active?: number;
  ready?: number;
  succeeded?: number;
  failed?: number;
  conditions?: Condition[];
  uncountedTerminatedPods?: object;
  terminating?: number;
}

export function isOver(pod: JobPod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function podsOf({ store }: Simulation, job: Job): JobPod[] {
  return store.list<JobPod>(resources.pods, namespaceOf(job)).filter((pod) => ownerOf(pod)?.uid === job.metadata.uid);
}

export function untrack({ store }: Simulation, pod: JobPod): void {
  if (pod.metadata.finalizers?.includes(tracking))
    store.modify(resources.pods, keyOf(pod), (draft) => removeFinalizer(draft, tracking));
}

export function releaseOrphans(simulation: Simulation, key: string, job: Job | undefined): void {
  const [namespace] = key.split('/');
  for (const pod of simulation.store.list<JobPod>(resources.pods, namespace)) {
    const owner = ownerOf(pod);
    if (owner?.kind === 'Job' && `${namespaceOf(pod)}/${owner.name}` === key && owner.uid !== job?.metadata.uid)
      untrack(simulation, pod);
    else if (owner === undefined && pod.metadata.finalizers?.includes(tracking)) untrack(simulation, pod);
  }
}

export function createPod(simulation: Simulation, job: Job): Outcome {
  const { faults, recorder } = simulation;
  const { metadata, spec } = job.spec.template;
  try {
    const refused = faults.take('job', { namespace: namespaceOf(job), name: nameOf(job) });
    if (refused !== undefined) throw new Error(refused.effect.failedCreate);
    const pod = createAs<JobPod>(simulation, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${nameOf(job).slice(0, 57)}-${randomSuffix()}`,
        generateName: `${nameOf(job).slice(0, 57)}-`,
        namespace: namespaceOf(job),
        labels: { ...metadata?.labels },
        ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
        finalizers: [tracking],
        ownerReferences: [ownedBy(job)],
      },
      spec,
    });
    recorder.normal(job, component, 'SuccessfulCreate', `Created pod: ${nameOf(pod)}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError) && !(error instanceof Error)) throw error;
    recorder.warning(job, component, 'FailedCreate', `Error creating: ${error.message}`);
    return 'retry';
  }
}
