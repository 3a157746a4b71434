import type { Pod } from '../kubelet/types.ts';
import { type Condition, keyOf, nameOf, namespaceOf, ownerOf, removeFinalizer } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';
import type { FailurePolicy } from './pod-failure.ts';
import { createPodOf, type PodOwner } from './workload-pods.ts';

/** Keeps a pod until its end has been counted. */
export const tracking = 'batch.kubernetes.io/job-tracking';

export interface Job extends PodOwner {
  spec: PodOwner['spec'] & {
    backoffLimit: number;
    completions: number;
    parallelism: number;
    suspend: boolean;
    activeDeadlineSeconds?: number;
    ttlSecondsAfterFinished?: number;
    podFailurePolicy?: FailurePolicy;
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

export function untrack({ store }: Simulation, pod: Pod): void {
  if (pod.metadata.finalizers?.includes(tracking))
    store.modify(resources.pods, keyOf(pod), (draft) => removeFinalizer(draft, tracking));
}

export function releaseOrphans(simulation: Simulation, key: string, job: Job | undefined): void {
  const [namespace] = key.split('/');
  for (const pod of simulation.store.list<Pod>(resources.pods, namespace)) {
    const owner = ownerOf(pod);
    if (owner?.kind === 'Job' && `${namespaceOf(pod)}/${owner.name}` === key && owner.uid !== job?.metadata.uid)
      untrack(simulation, pod);
    else if (owner === undefined && pod.metadata.finalizers?.includes(tracking)) untrack(simulation, pod);
  }
}

export function createPod(simulation: Simulation, job: Job): Outcome {
  const refused = simulation.faults.take('job', { namespace: namespaceOf(job), name: nameOf(job) });
  return createPodOf(simulation, job, {
    finalizers: [tracking],
    ...(refused === undefined ? {} : { refusal: refused.effect.failedCreate }),
  });
}
