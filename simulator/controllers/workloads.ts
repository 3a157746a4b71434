import { createHash } from 'node:crypto';
import { createAs } from '../api/write.ts';
import { timestamp } from '../clock.ts';
import { isDeleting, keyOf, nameOf, namespaceOf, ownedBy, ownerOf, setConditions } from '../objects.ts';
import type { Controller, Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';
import { createPodOf, isReady, isUp, podsOf, type Workload } from './workload-pods.ts';

const deployments = 'deployments.apps';
const replicaSets = 'replicasets.apps';

/** Deployments and ReplicaSets: their pods are made and said to run; nothing of them is executed. */
export const workloads: readonly Controller[] = [
  { name: 'deployments', keys: keysOfWorkload('Deployment', deployments), reconcile: deploy },
  { name: 'replicasets', keys: keysOfWorkload('ReplicaSet', replicaSets), reconcile: replicate },
];

/** Its own changes, and those of what it owns. */
export function keysOfWorkload(kind: string, own: string): Controller['keys'] {
  return (_, { resource, object }) => {
    if (resource === own) return [keyOf(object)];
    const owner = ownerOf(object);
    return owner?.kind === kind ? [`${namespaceOf(object)}/${owner.name}`] : [];
  };
}

/** As the pod-template-hash: changes with the template alone. */
export function templateHash(workload: Workload): string {
  return createHash('sha256').update(JSON.stringify(workload.spec.template)).digest('hex').slice(0, 10);
}

function deploy(simulation: Simulation, key: string): Outcome {
  const { store, clock } = simulation;
  const deployment = store.get<Workload>(deployments, key);
  if (deployment === undefined || isDeleting(deployment)) return undefined;
  const hash = templateHash(deployment);
  const name = `${nameOf(deployment)}-${hash}`;
  const owned = store
    .list<Workload>(replicaSets, namespaceOf(deployment))
    .filter((one) => ownerOf(one)?.uid === deployment.metadata.uid);
  for (const set of owned) scale(simulation, set, nameOf(set) === name ? deployment.spec.replicas : 0);
  if (!owned.some((set) => nameOf(set) === name)) createReplicaSet(simulation, deployment, name, hash);
  const [current] = owned.filter((set) => nameOf(set) === name);
  const ready = current?.status?.readyReplicas ?? 0;
  const wanted = deployment.spec.replicas;
  const at = timestamp(clock);
  const isAvailable = ready >= wanted;
  store.modify<Workload>(deployments, key, (draft) => {
    const available = {
      type: 'Available',
      status: isAvailable ? 'True' : 'False',
      reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      message: `Deployment ${isAvailable ? 'has' : 'does not have'} minimum availability.`,
    };
    const reason = isAvailable ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated';
    const progressing = { type: 'Progressing', status: 'True', reason };
    draft.status = {
      observedGeneration: draft.metadata.generation ?? 1,
      replicas: current?.status?.replicas ?? 0,
      updatedReplicas: current?.status?.replicas ?? 0,
      ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
      ...(isAvailable ? {} : { unavailableReplicas: wanted - ready }),
      conditions: setConditions(draft.status?.conditions, at, available, progressing),
    };
  });
}

function scale({ store }: Simulation, set: Workload, replicas: number): void {
  store.modify<Workload>(replicaSets, keyOf(set), (draft) => {
    draft.spec.replicas = replicas;
  });
}

function createReplicaSet(simulation: Simulation, deployment: Workload, name: string, hash: string): void {
  const { template, selector, replicas } = deployment.spec;
  const mark = { 'pod-template-hash': hash };
  createAs(simulation, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: namespaceOf(deployment),
      labels: { ...template.metadata?.labels, ...mark },
      annotations: { 'deployment.kubernetes.io/revision': '1' },
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...mark } },
      template: { ...template, metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...mark } } },
    },
  });
}

function replicate(simulation: Simulation, key: string): Outcome {
  const { store } = simulation;
  const set = store.get<Workload>(replicaSets, key);
  if (set === undefined || isDeleting(set)) return undefined;
  const pods = podsOf(simulation, set).filter(isUp);
  let outcome: Outcome;
  for (let missing = set.spec.replicas - pods.length; missing > 0 && outcome === undefined; missing -= 1) {
    outcome = createPodOf(simulation, set);
  }
  for (const pod of pods.slice(set.spec.replicas)) store.remove(resources.pods, keyOf(pod), { graceSeconds: 1 });
  const ready = pods.filter(isReady).length;
  store.modify<Workload>(replicaSets, key, (draft) => {
    draft.status = {
      observedGeneration: draft.metadata.generation ?? 1,
      replicas: pods.length,
      fullyLabeledReplicas: pods.length,
      ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
    };
  });
  return outcome;
}
