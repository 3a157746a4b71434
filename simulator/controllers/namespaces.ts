import { createAs } from '../api/write.ts';
import { timestamp } from '../clock.ts';
import { resourceOf } from '../kinds.ts';
import { type Condition, graceOf, isDeleting, type KubeObject, keyOf, nameOf, setConditions } from '../objects.ts';
import type { Controller, Simulation } from '../simulation.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';

interface Namespace extends KubeObject {
  spec: { finalizers?: string[] };
  status?: { phase: string; conditions?: Condition[] };
}

/** What every namespace has of its own, and the emptying of one that is deleted. */
export const namespaces: Controller = { name: 'namespaces', keys: (_, event) => namespaceKeys(event), reconcile };

function namespaceKeys({ resource, object, type }: StoreEvent): string[] {
  if (resource === 'namespaces') return [nameOf(object)];
  const { namespace } = object.metadata;
  return type === 'DELETED' && namespace !== undefined ? [namespace] : [];
}

function reconcile(simulation: Simulation, name: string): Outcome {
  const namespace = simulation.store.get<Namespace>('namespaces', name);
  if (namespace === undefined) return undefined;
  if (isDeleting(namespace)) empty(simulation, namespace);
  else furnish(simulation, name);
}

const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc.';

function furnish(simulation: Simulation, namespace: string): void {
  const { store, caCertificate } = simulation;
  if (store.get('serviceaccounts', `${namespace}/default`) === undefined)
    createAs(simulation, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
  if (store.get('configmaps', `${namespace}/kube-root-ca.crt`) !== undefined) return;
  const annotations = { 'kubernetes.io/description': DESCRIPTION };
  const metadata = { name: 'kube-root-ca.crt', namespace, annotations };
  createAs(simulation, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': caCertificate } });
}

/** Everything inside is deleted as anyone would delete it; finalizers and grace periods hold as always. */
function empty(simulation: Simulation, namespace: Namespace): void {
  const { store, kinds, clock } = simulation;
  const name = nameOf(namespace);
  const left: string[] = [];
  for (const kind of kinds.all().filter((one) => one.namespaced)) {
    const resource = resourceOf(kind);
    for (const object of store.list(resource, name)) {
      if (!isDeleting(object)) store.remove(resource, keyOf(object), { graceSeconds: graceOf(object) });
    }
    const count = store.list(resource, name).length;
    if (count > 0) left.push(`${resource} has ${count} resource instances`);
  }
  if (left.length === 0) {
    store.modify<Namespace>('namespaces', name, (draft) => {
      draft.spec.finalizers = [];
    });
    return;
  }
  const message = `Some resources are remaining: ${left.join(', ')}`;
  store.modify<Namespace>('namespaces', name, (draft) => {
    const remaining = { type: 'NamespaceContentRemaining', status: 'True', reason: 'SomeResourcesRemain', message };
    const conditions = setConditions(draft.status?.conditions, timestamp(clock), remaining);
    draft.status = { phase: 'Terminating', conditions };
  });
}
