import { timestamp } from '../clock.ts';
import {
  annotate,
  annotation,
  type Condition,
  isDeleting,
  type KubeObject,
  keyOf,
  nameOf,
  namespaceOf,
  setConditions,
} from '../objects.ts';
import { selectorMatches } from '../selectors.ts';
import type { Controller, Simulation } from '../simulation.ts';
import { annotations, type Claim, resources, type StorageClass } from '../storage/types.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';
import { subjectOf } from './pod-status.ts';
import type { NodeSelectorTerm, Pod } from './types.ts';

/** The one node takes every pod whose claims are bound and whose affinity it meets. */
export const scheduler: Controller = { name: 'scheduler', keys: podKeys, reconcile };

function podKeys({ store }: Simulation, { resource, object }: StoreEvent): string[] {
  if (resource === resources.pods) return (object as Pod).spec.nodeName === undefined ? [keyOf(object)] : [];
  if (resource !== resources.claims && resource !== 'nodes') return [];
  return store
    .list<Pod>(resources.pods, resource === 'nodes' ? undefined : namespaceOf(object))
    .filter((pod) => pod.spec.nodeName === undefined)
    .map(keyOf);
}

function reconcile(simulation: Simulation, key: string): Outcome {
  const { store, faults, recorder, clock, nodeName } = simulation;
  const pod = store.get<Pod>(resources.pods, key);
  if (pod === undefined || pod.spec.nodeName !== undefined || isDeleting(pod)) return undefined;
  const isStuck = faults.peek('pod', subjectOf(pod), ({ effect }) => effect === 'unschedulable') !== undefined;
  const node = store.get('nodes', nodeName);
  const problem = isStuck
    ? '0/1 nodes are available: 1 Insufficient memory.'
    : (claimProblem(simulation, pod) ?? nodeProblem(pod, node));
  const say = (condition: Condition, placedOn?: string) =>
    store.modify<Pod>(resources.pods, key, (draft) => {
      if (placedOn !== undefined) draft.spec.nodeName = placedOn;
      const conditions = setConditions(draft.status?.conditions, timestamp(clock), condition);
      draft.status = { ...draft.status, phase: 'Pending', conditions };
    });
  if (problem !== undefined) {
    const message = `${problem} preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.`;
    say({ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message });
    recorder.warning(pod, 'default-scheduler', 'FailedScheduling', message);
    return isStuck ? { afterMs: 1000 } : undefined;
  }
  say({ type: 'PodScheduled', status: 'True' }, nodeName);
  recorder.normal(pod, 'default-scheduler', 'Scheduled', `Successfully assigned ${key} to ${nodeName}`);
}

/** Unbound claims that wait for their first consumer are told the node; the provisioner then makes the volume. */
function claimProblem({ store, nodeName }: Simulation, pod: Pod): string | undefined {
  let waiting: string | undefined;
  for (const { persistentVolumeClaim: reference } of pod.spec.volumes ?? []) {
    if (reference === undefined) continue;
    const key = `${namespaceOf(pod)}/${reference.claimName}`;
    const claim = store.get<Claim>(resources.claims, key);
    if (claim === undefined)
      return `0/1 nodes are available: persistentvolumeclaim "${reference.claimName}" not found.`;
    if (isDeleting(claim))
      return `0/1 nodes are available: persistentvolumeclaim "${reference.claimName}" is being deleted.`;
    if (claim.status?.phase === 'Bound') continue;
    if (claim.status?.phase === 'Lost')
      return `0/1 nodes are available: persistentvolumeclaim "${reference.claimName}" bound to non-existent persistentvolume.`;
    const storageClass = store.get<StorageClass>(resources.storageClasses, claim.spec.storageClassName ?? '');
    if (storageClass?.volumeBindingMode !== 'WaitForFirstConsumer' || claim.spec.volumeName) {
      return '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
    }
    if (annotation(claim, annotations.selectedNode) === undefined) {
      store.modify(resources.claims, key, (draft) => annotate(draft, annotations.selectedNode, nodeName));
    }
    waiting = '0/1 nodes are available: waiting for a volume to be created.';
  }
  return waiting;
}

function termMatches(term: NodeSelectorTerm, node: KubeObject): boolean {
  const byField = selectorMatches({ matchExpressions: term.matchFields ?? [] }, { 'metadata.name': nameOf(node) });
  return byField && selectorMatches({ matchExpressions: term.matchExpressions ?? [] }, node.metadata.labels);
}

function nodeProblem(pod: Pod, node: KubeObject | undefined): string | undefined {
  if (node === undefined) return '0/0 nodes are available.';
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const wanted = selectorMatches({ matchLabels: pod.spec.nodeSelector ?? {} }, node.metadata.labels);
  if (wanted && (terms === undefined || terms.some((term) => termMatches(term, node)))) return undefined;
  return "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";
}
