import { randomSuffix } from '../api/names.ts';
import { createAs } from '../api/write.ts';
import { isOver } from '../kubelet/pod-status.ts';
import type { Pod } from '../kubelet/types.ts';
import { type Condition, isDeleting, type KubeObject, nameOf, namespaceOf, ownedBy, ownerOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { badRequest, StatusError } from '../status.ts';
import { resources } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';

/** What makes pods of a template. */
export interface PodOwner extends KubeObject {
  spec: {
    template: {
      metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
      spec: { volumes?: object[]; [field: string]: unknown };
    };
  };
}

export interface Workload extends PodOwner {
  spec: PodOwner['spec'] & {
    replicas: number;
    selector: { matchLabels?: Record<string, string> };
    serviceName?: string;
    volumeClaimTemplates?: KubeObject[];
    podManagementPolicy?: string;
  };
  status?: { replicas?: number; readyReplicas?: number; conditions?: Condition[]; [field: string]: unknown };
}

export function podsOf({ store }: Simulation, owner: PodOwner): Pod[] {
  return store.list<Pod>(resources.pods, namespaceOf(owner)).filter((pod) => ownerOf(pod)?.uid === owner.metadata.uid);
}

export function isUp(pod: Pod): boolean {
  return !isDeleting(pod) && !isOver(pod);
}

export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true;
}

/** A pod of its owner's template; what admission refuses becomes an event, and is tried again. */
export function createPodOf(
  simulation: Simulation,
  owner: PodOwner,
  own: { name?: string; labels?: Record<string, string>; finalizers?: string[]; spec?: object; refusal?: string } = {},
): Outcome {
  const { metadata, spec } = owner.spec.template;
  const { name = `${nameOf(owner).slice(0, 57)}-${randomSuffix()}`, labels, finalizers, refusal } = own;
  const component = `${owner.kind.toLowerCase()}-controller`;
  try {
    if (refusal !== undefined) throw badRequest(refusal);
    createAs<Pod>(simulation, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...metadata,
        name,
        ...(own.name === undefined ? { generateName: `${nameOf(owner).slice(0, 57)}-` } : {}),
        namespace: namespaceOf(owner),
        labels: { ...metadata?.labels, ...labels },
        ...(finalizers === undefined ? {} : { finalizers }),
        ownerReferences: [ownedBy(owner)],
      },
      spec: own.spec ?? spec,
    });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    simulation.recorder.warning(owner, component, 'FailedCreate', `Error creating: ${error.message}`);
    return 'retry';
  }
  simulation.recorder.normal(owner, component, 'SuccessfulCreate', `Created pod: ${name}`);
}
