import { rmSync } from 'node:fs';
import { timestamp } from '../clock.ts';
import { type Condition, type KubeObject, keyOf, namespaceOf, setConditions } from '../objects.ts';
import { type Simulation, startController } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import type { StoreEvent } from '../store.ts';
import { type Node, reconcilePod, showStates } from './pod-life.ts';
import { type ForcedResult, forceEnd, killAll } from './pod-run.ts';
import { component, isOver, setFailed } from './pod-status.ts';
import { restartContainers } from './restart.ts';
import type { Runner } from './run.ts';
import type { Pod } from './types.ts';

/** The node: runs the pods of Jobs, and says of every other pod that it runs. */
export interface Kubelet {
  /** From now on no pod's status changes; what runs goes on. */
  stop(): void;
  start(): void;
  /** Ends one pod as the given result says, at once. */
  endPod(key: string, result: ForcedResult): void;
  /** Kills every process and waits until they have ended. */
  shutDown(): Promise<void>;
}

/** `crashed` are the pods whose processes an earlier simulator left: their status may not even say that they ran. */
export function startKubelet(simulation: Simulation, runner: Runner, crashed: ReadonlySet<string>): Kubelet {
  const { store, clock } = simulation;
  const node: Node = { simulation, runner, crashed, runs: new Map(), isStopped: false };
  let cancelNotReady = () => {};
  restartContainers(simulation, runner);

  const queue = startController(simulation, {
    name: component,
    keys: (_, event) => podsOf(node, event),
    reconcile: (_, key) => reconcilePod(node, key),
    backOff: { firstMs: 2000, longestMs: 120_000 },
  });

  return {
    stop() {
      node.isStopped = true;
      // node-monitor-grace-period
      cancelNotReady = clock.after(40_000, () => setNodeReady(simulation, 'Unknown', 'NodeStatusUnknown'));
    },
    start() {
      node.isStopped = false;
      cancelNotReady();
      setNodeReady(simulation, 'True', 'KubeletReady');
      for (const run of node.runs.values()) if (run.pod.spec.initContainers && !run.results) showStates(node, run);
      for (const pod of store.list<Pod>(resources.pods)) queue.add(keyOf(pod));
    },
    endPod(key, result) {
      const pod = store.get<Pod>(resources.pods, key);
      const run = pod && node.runs.get(pod.metadata.uid);
      if (run !== undefined) return forceEnd(run, result);
      if (pod === undefined) return;
      setFailed(simulation, pod, { exitCode: result.exitCode, reason: result.reason ?? 'Error' }, result);
    },
    async shutDown() {
      const runs = [...node.runs.values()];
      for (const run of runs) killAll(run, 'SIGKILL');
      await runner.endAllExecs();
      await Promise.allSettled(runs.flatMap((run) => [...run.containers.values()]).map(({ ended }) => ended));
    },
  };
}

/** A Secret or ConfigMap is what pods that cannot start may wait for. */
function podsOf(node: Node, { type, resource, object }: StoreEvent): string[] {
  if (resource === resources.pods) {
    const pod = object as Pod;
    if (type === 'DELETED' || isOver(pod)) node.runner.endExecs(pod.metadata.uid);
    if (type === 'DELETED') forget(node, pod);
    return [keyOf(object)];
  }
  if (resource !== 'secrets' && resource !== 'configmaps') return [];
  return node.simulation.store
    .list<Pod>(resources.pods, namespaceOf(object))
    .filter((pod) => pod.status?.phase === 'Pending')
    .map(keyOf);
}

function forget({ runs, runner }: Node, pod: Pod): void {
  const run = runs.get(pod.metadata.uid);
  if (run !== undefined) killAll(run, 'SIGKILL');
  const folder = runner.podFolder(pod.metadata.uid);
  if (folder === undefined) return;
  // After a forced deletion the process may still be dying over its files.
  void Promise.allSettled([...(run?.containers.values() ?? [])].map(({ ended }) => ended)).then(() =>
    rmSync(folder, { recursive: true, force: true }),
  );
}

function setNodeReady({ store, clock, nodeName }: Simulation, status: string, reason: string): void {
  store.modify<KubeObject>('nodes', nodeName, (draft) => {
    const { conditions } = (draft.status ?? {}) as { conditions?: Condition[] };
    draft.status = {
      ...(draft.status as object),
      conditions: setConditions(conditions, timestamp(clock), { type: 'Ready', status, reason }),
    };
  });
}
