import { createAs } from '../api/write.ts';
import type { Pod } from '../kubelet/types.ts';
import { type KubeObject, keyOf, nameOf, namespaceOf, ownedBy } from '../objects.ts';
import { selectorMatches } from '../selectors.ts';
import type { Controller, Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';
import { isReady, isUp } from './workload-pods.ts';

interface Service extends KubeObject {
  spec: { selector?: Record<string, string>; ports?: { name?: string; port: number; protocol?: string }[] };
}

const slices = 'endpointslices.discovery.k8s.io';

/** Endpoints and an EndpointSlice for each Service with a selector: objects that nobody restores, and everybody finds. */
export const endpoints: Controller = {
  name: 'endpoints',
  keys({ store }, { resource, object }) {
    if (resource === 'services') return [keyOf(object)];
    if (resource !== resources.pods) return [];
    return store
      .list<Service>('services', namespaceOf(object))
      .filter(({ spec }) => selects(spec.selector, object))
      .map(keyOf);
  },
  reconcile,
};

function selects(selector: Record<string, string> | undefined, pod: KubeObject): boolean {
  return selector !== undefined && selectorMatches({ matchLabels: selector }, pod.metadata.labels);
}

function reconcile(simulation: Simulation, key: string): Outcome {
  const { store, nodeName } = simulation;
  const service = store.get<Service>('services', key);
  if (service === undefined) {
    // The slice has an owner; Endpoints of the same name go by themselves.
    store.remove('endpoints', key);
    return undefined;
  }
  if (service.spec.selector === undefined || service.metadata.deletionTimestamp !== undefined) return undefined;
  const pods = store
    .list<Pod>(resources.pods, namespaceOf(service))
    .filter((pod) => selects(service.spec.selector, pod) && isUp(pod) && isReady(pod));
  const target = (pod: Pod) => ({ kind: 'Pod', name: nameOf(pod), namespace: namespaceOf(pod), uid: pod.metadata.uid });
  const ports = (service.spec.ports ?? []).map(({ name = '', port, protocol = 'TCP' }) => ({ name, port, protocol }));
  const addresses = pods.map((pod) => ({ ip: pod.status?.podIP, nodeName, targetRef: target(pod) }));
  const subsets = addresses.length === 0 ? [] : [{ addresses, ports }];
  const ready = pods.map((pod) => ({
    addresses: [pod.status?.podIP],
    conditions: { ready: true, serving: true, terminating: false },
    nodeName,
    targetRef: target(pod),
  }));
  const namespace = namespaceOf(service);
  const labels = { ...service.metadata.labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' };
  const metadata = { name: nameOf(service), namespace, labels };
  put(simulation, 'endpoints', { apiVersion: 'v1', kind: 'Endpoints', metadata }, { subsets });
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${nameOf(service).slice(0, 57)}-${service.metadata.uid.slice(0, 5)}`,
      namespace,
      labels: {
        ...service.metadata.labels,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': nameOf(service),
      },
      ownerReferences: [ownedBy(service)],
    },
    addressType: 'IPv4',
  };
  put(simulation, slices, slice, { endpoints: ready, ports });
}

function put(simulation: Simulation, resource: string, made: Parameters<typeof createAs>[1], fields: object): void {
  const key = `${made.metadata.namespace ?? ''}/${made.metadata.name}`;
  const changed = simulation.store.modify(resource, key, (draft) => void Object.assign(draft, structuredClone(fields)));
  if (changed === undefined) createAs(simulation, { ...made, ...fields });
}
