import { createAs } from '../api/write.ts';
import { isDeleting, keyOf, nameOf, namespaceOf } from '../objects.ts';
import type { Controller, Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';
import { createPodOf, isReady, isUp, podsOf, type Workload } from './workload-pods.ts';
import { keysOfWorkload, templateHash } from './workloads.ts';

const resource = 'statefulsets.apps';

/** StatefulSets: pods with ordinals, each with claims of its own that outlive it. */
export const statefulSets: Controller = {
  name: 'statefulsets',
  keys: keysOfWorkload('StatefulSet', resource),
  reconcile,
};

function reconcile(simulation: Simulation, key: string): Outcome {
  const { store } = simulation;
  const set = store.get<Workload>(resource, key);
  if (set === undefined || isDeleting(set)) return undefined;
  const revision = `${nameOf(set)}-${templateHash(set)}`;
  const pods = podsOf(simulation, set);
  const outcome = create(simulation, set, revision);
  for (const pod of pods.filter((one) => Number(nameOf(one).split('-').at(-1)) >= set.spec.replicas)) {
    if (isUp(pod)) store.remove(resources.pods, keyOf(pod), { graceSeconds: 1 });
  }
  const up = pods.filter(isUp);
  const ready = up.filter(isReady).length;
  store.modify<Workload>(resource, key, (draft) => {
    draft.status = {
      observedGeneration: draft.metadata.generation ?? 1,
      replicas: up.length,
      readyReplicas: ready,
      availableReplicas: ready,
      currentReplicas: up.length,
      updatedReplicas: up.length,
      collisionCount: 0,
      currentRevision: revision,
      updateRevision: revision,
    };
  });
  return outcome;
}

/** The first ordinal that is missing; with OrderedReady only once those before it are ready. */
function create(simulation: Simulation, set: Workload, revision: string): Outcome {
  const { store } = simulation;
  const isOrdered = set.spec.podManagementPolicy !== 'Parallel';
  for (let ordinal = 0; ordinal < set.spec.replicas; ordinal += 1) {
    const name = `${nameOf(set)}-${ordinal}`;
    const present = podsOf(simulation, set).find((pod) => nameOf(pod) === name);
    if (present !== undefined && (isReady(present) || !isOrdered)) continue;
    if (present !== undefined) return undefined;
    // An ordinal's name may still be taken by a pod on its way out.
    if (store.get(resources.pods, `${namespaceOf(set)}/${name}`) !== undefined) return undefined;
    const outcome = createOrdinal(simulation, set, ordinal, revision);
    if (outcome !== undefined || isOrdered) return outcome;
  }
}

function createOrdinal(simulation: Simulation, set: Workload, ordinal: number, revision: string): Outcome {
  const name = `${nameOf(set)}-${ordinal}`;
  const claims = (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    template,
    claim: `${nameOf(template)}-${name}`,
  }));
  for (const { template, claim } of claims) {
    if (simulation.store.get(resources.claims, `${namespaceOf(set)}/${claim}`) !== undefined) continue;
    const labels = { ...template.metadata.labels, ...set.spec.selector.matchLabels };
    createAs(simulation, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claim, namespace: namespaceOf(set), labels },
      spec: template.spec,
    });
  }
  const volumes = claims.map(({ template, claim }) => ({
    name: nameOf(template),
    persistentVolumeClaim: { claimName: claim },
  }));
  const { spec } = set.spec.template;
  return createPodOf(simulation, set, {
    name,
    labels: {
      'apps.kubernetes.io/pod-index': String(ordinal),
      'controller-revision-hash': revision,
      'statefulset.kubernetes.io/pod-name': name,
    },
    spec: { ...spec, hostname: name, subdomain: set.spec.serviceName, volumes: [...(spec.volumes ?? []), ...volumes] },
  });
}
