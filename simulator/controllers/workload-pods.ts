import { randomSuffix } from '../api/names.ts';
import { createAs } from '../api/write.ts';
import type { Pod } from '../kubelet/types.ts';
import { type Condition, isDeleting, type KubeObject, nameOf, namespaceOf, ownedBy, ownerOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { StatusError } from '../status.ts';
import { resources } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';

export interface Workload extends KubeObject {
  spec: {
    replicas: number;
    selector: { matchLabels?: Record<string, string> };
    serviceName?: string;
    template: {
      metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
      spec: { volumes?: object[]; [field: string]: unknown };
    };
    volumeClaimTemplates?: KubeObject[];
    podManagementPolicy?: string;
  };
  status?: { replicas?: number; readyReplicas?: number; conditions?: Condition[]; [field: string]: unknown };
}

export function podsOf({ store }: Simulation, workload: Workload): Pod[] {
  return store
    .list<Pod>(resources.pods, namespaceOf(workload))
    .filter((pod) => ownerOf(pod)?.uid === workload.metadata.uid);
}

export function isUp(pod: Pod): boolean {
  return !isDeleting(pod) && pod.status?.phase !== 'Failed' && pod.status?.phase !== 'Succeeded';
}

export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true;
}

/** A pod of a workload's template; what admission refuses becomes an event, and is tried again. */
export function createPodOf(
  simulation: Simulation,
  workload: Workload,
  own: { name?: string; labels?: Record<string, string>; spec?: object } = {},
): Outcome {
  const { template } = workload.spec;
  const component = `${workload.kind.toLowerCase()}-controller`;
  const name = own.name ?? `${nameOf(workload).slice(0, 57)}-${randomSuffix()}`;
  try {
    createAs<Pod>(simulation, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        ...(own.name === undefined ? { generateName: `${nameOf(workload).slice(0, 57)}-` } : {}),
        namespace: namespaceOf(workload),
        labels: { ...template.metadata?.labels, ...own.labels },
        ...(template.metadata?.annotations === undefined ? {} : { annotations: template.metadata.annotations }),
        ownerReferences: [ownedBy(workload)],
      },
      spec: own.spec ?? template.spec,
    });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    simulation.recorder.warning(workload, component, 'FailedCreate', `Error creating: ${error.message}`);
    return 'retry';
  }
  simulation.recorder.normal(workload, component, 'SuccessfulCreate', `Created pod: ${name}`);
  return undefined;
}
