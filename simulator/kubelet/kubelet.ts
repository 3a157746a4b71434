import { rmSync } from 'node:fs';
import { timestamp } from '../clock.ts';
import {
  type Condition,
  isDeleting,
  type KubeObject,
  keyOf,
  nameOf,
  namespaceOf,
  ownerOf,
  setCondition,
} from '../objects.ts';
import { type Simulation, startController } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import type { StoreEvent } from '../store.ts';
import type { Outcome } from '../work-queue.ts';
import { MissingReference, resolveEnvironment } from './environment.ts';
import { prepareVolumes } from './mounts.ts';
import { writeStatus } from './pod-status.ts';
import type { Runner, RunningContainer, RunResult } from './run.ts';
import type { ContainerState, Pod } from './types.ts';

const component = 'kubelet';

/** The node: runs the pods of Jobs, and says of every other pod that it runs. */
export interface Kubelet {
  /** From now on no pod's status changes; what runs goes on. */
  stop(): void;
  start(): void;
  /** Ends one pod as the given result says, at once. */
  endPod(key: string, result: RunResult & { podReason?: string; condition?: Condition }): void;
  /** Kills every process and waits until they have ended. */
  shutDown(): Promise<void>;
}

interface Run {
  pod: Pod;
  containers: Map<string, RunningContainer>;
  forced?: RunResult & { podReason?: string; condition?: Condition };
  isStopping: boolean;
  /** Set once every container has ended and the kubelet could not write it yet. */
  results?: Map<string, RunResult>;
  startedAt: string;
}

/** `crashed` are the pods whose processes an earlier simulator left: their status may not even say that they ran. */
export function startKubelet(simulation: Simulation, runner: Runner, crashed: ReadonlySet<string>): Kubelet {
  const { store, clock, recorder, faults } = simulation;
  const runs = new Map<string, Run>();
  let isStopped = false;
  let cancelNotReady = () => {};

  const queue = startController(simulation, component, {
    keys,
    reconcile,
    backOff: { firstMs: 2000, longestMs: 120_000 },
  });

  function keys({ type, resource, object }: StoreEvent): string[] {
    if (resource === resources.pods) {
      if (type === 'DELETED') forget(object as Pod);
      return [keyOf(object)];
    }
    if (resource !== 'secrets' && resource !== 'configmaps') return [];
    return store
      .list<Pod>(resources.pods, namespaceOf(object))
      .filter((pod) => pod.status?.phase === 'Pending')
      .map(keyOf);
  }

  function forget(pod: Pod): void {
    const run = runs.get(pod.metadata.uid);
    for (const container of run?.containers.values() ?? []) container.kill('SIGKILL');
    const folder = runner.podFolder(pod.metadata.uid);
    if (folder === undefined) return;
    // After a forced deletion the process may still be dying over its files.
    void Promise.allSettled([...(run?.containers.values() ?? [])].map((one) => one.ended)).then(() =>
      rmSync(folder, { recursive: true, force: true }),
    );
  }

  function reconcile(key: string): Outcome {
    const pod = store.get<Pod>(resources.pods, key);
    if (pod === undefined || pod.spec.nodeName === undefined || isStopped) return undefined;
    const isOver = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    const run = runs.get(pod.metadata.uid);
    if (run?.results !== undefined) {
      finish(run, run.results);
      return undefined;
    }
    if (isDeleting(pod)) {
      if (run !== undefined && !isOver) stopRun(run, pod.metadata.deletionGracePeriodSeconds ?? 0);
      else letGo(key);
      return undefined;
    }
    if (isOver || run !== undefined) return undefined;
    if (pod.status?.phase === 'Running' || crashed.has(pod.metadata.uid)) {
      if (jobOf(pod) !== undefined) lost(key);
      return undefined;
    }
    return admitPod(pod);
  }

  function jobOf(pod: Pod): string | undefined {
    const owner = ownerOf(pod);
    return owner?.kind === 'Job' ? owner.name : undefined;
  }

  function admitPod(pod: Pod): Outcome {
    const subject = { namespace: namespaceOf(pod), name: nameOf(pod), job: jobOf(pod) ?? '' };
    if (faults.take('pod', subject, ({ effect }) => effect === 'imagePull')) return refuseImage(pod);
    const folder = runner.podFolder(pod.metadata.uid);
    try {
      prepareVolumes(simulation, pod, folder);
    } catch (error) {
      if (!(error instanceof MissingReference)) throw error;
      wait(pod, 'ContainerCreating');
      recorder.warning(pod, component, 'FailedMount', `MountVolume.SetUp failed for volume : ${error.message}`);
      return 'retry';
    }
    try {
      if (jobOf(pod) === undefined) runWorkload(pod);
      else run(pod, subject);
    } catch (error) {
      if (!(error instanceof MissingReference)) throw error;
      wait(pod, 'CreateContainerConfigError', error.message);
      recorder.warning(pod, component, 'Failed', `Error: ${error.message}`);
      return 'retry';
    }
    return undefined;
  }

  function wait(pod: Pod, reason: string, message?: string): void {
    const waiting: ContainerState = { waiting: { reason, ...(message === undefined ? {} : { message }) } };
    const states = new Map(pod.spec.containers.map(({ name }) => [name, waiting]));
    store.modify<Pod>(resources.pods, keyOf(pod), (draft) => writeStatus(clock, draft, 'Pending', states));
  }

  function refuseImage(pod: Pod): Outcome {
    const image = pod.spec.containers[0]?.image ?? '';
    const why = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": not found`;
    wait(pod, 'ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${why}`);
    recorder.warning(pod, component, 'Failed', `Failed to pull image "${image}": ${why}`);
    recorder.warning(pod, component, 'Failed', 'Error: ErrImagePull');
    return 'retry';
  }

  function running(pod: Pod, startedAt: string): void {
    const states = new Map(
      pod.spec.containers.map(({ name }): [string, ContainerState] => [name, { running: { startedAt } }]),
    );
    store.modify<Pod>(resources.pods, keyOf(pod), (draft) => writeStatus(clock, draft, 'Running', states));
    for (const { name } of pod.spec.containers) {
      recorder.normal(pod, component, 'Created', `Container created: ${name}`);
      recorder.normal(pod, component, 'Started', `Container started: ${name}`);
    }
  }

  function runWorkload(pod: Pod): void {
    for (const container of pod.spec.containers) resolveEnvironment(store, pod, container);
    running(pod, timestamp(clock));
  }

  function run(pod: Pod, subject: { namespace: string; name: string; job: string }): void {
    const job = store.get(resources.jobs, `${namespaceOf(pod)}/${subject.job}`);
    const containers = new Map<string, RunningContainer>();
    for (const container of pod.spec.containers) containers.set(container.name, runner.start(pod, container, job));
    const entry: Run = { pod, containers, isStopping: false, startedAt: timestamp(clock) };
    runs.set(pod.metadata.uid, entry);
    running(pod, entry.startedAt);
    const fault = faults.take('pod', subject, ({ effect }) => typeof effect === 'object');
    if (fault !== undefined && typeof fault.effect === 'object') {
      const { afterMs = 0, ...result } = fault.effect;
      clock.after(afterMs, () => force(entry, result));
    }
    const each = [...containers].map(async ([name, container]) => [name, await container.ended] as const);
    void Promise.all(each).then((results) => {
      entry.results = new Map(results);
      if (!isStopped && !simulation.signal.aborted) finish(entry, entry.results);
    });
  }

  function force(entry: Run, result: Run['forced']): void {
    if (result === undefined || entry.results !== undefined) return;
    entry.forced = result;
    for (const container of entry.containers.values()) container.kill('SIGKILL');
  }

  function stopRun(entry: Run, graceSeconds: number): void {
    if (entry.isStopping && graceSeconds > 0) return;
    entry.isStopping = true;
    for (const container of entry.containers.values()) container.kill(graceSeconds > 0 ? 'SIGTERM' : 'SIGKILL');
    if (graceSeconds === 0) return;
    recorder.normal(entry.pod, component, 'Killing', `Stopping container ${[...entry.containers.keys()].join(', ')}`);
    clock.after(graceSeconds * 1000, () => {
      for (const container of entry.containers.values()) container.kill('SIGKILL');
    });
  }

  function finish(entry: Run, results: Map<string, RunResult>): void {
    const key = keyOf(entry.pod);
    runs.delete(entry.pod.metadata.uid);
    if (store.get(resources.pods, key)?.metadata.uid !== entry.pod.metadata.uid) return;
    const states = new Map<string, ContainerState>();
    let failed = false;
    for (const [name, own] of results) {
      const { exitCode, message, reason } = { ...own, ...entry.forced };
      failed ||= exitCode !== 0;
      const terminated = {
        exitCode,
        reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
        ...(message === undefined || message === '' ? {} : { message }),
        startedAt: entry.startedAt,
        finishedAt: timestamp(clock),
        containerID: `simulator://${entry.pod.metadata.uid}/${name}`,
      };
      states.set(name, { terminated });
    }
    end(key, failed, states, entry.forced);
    if (isDeleting(store.get(resources.pods, key) ?? entry.pod)) letGo(key);
  }

  function end(key: string, failed: boolean, states: Map<string, ContainerState>, forced?: Run['forced']): void {
    store.modify<Pod>(resources.pods, key, (draft) => {
      writeStatus(clock, draft, failed ? 'Failed' : 'Succeeded', states);
      const { status } = draft;
      if (status === undefined || forced === undefined) return;
      if (forced.podReason !== undefined) status.reason = forced.podReason;
      if (forced.podReason !== undefined && forced.message !== undefined) status.message = forced.message;
      if (forced.condition !== undefined)
        status.conditions = setCondition(status.conditions, forced.condition, timestamp(clock));
    });
  }

  /** A Job's pod that was running under an earlier simulator: the node has crashed since. */
  function lost(key: string): void {
    const pod = store.get<Pod>(resources.pods, key);
    const terminated = {
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The container could not be located when the pod was terminated',
      finishedAt: timestamp(clock),
    };
    end(key, true, new Map((pod?.spec.containers ?? []).map(({ name }) => [name, { terminated }])));
  }

  /** The last step of a pod's deletion. */
  function letGo(key: string): void {
    const pod = store.get<Pod>(resources.pods, key);
    if (pod !== undefined && isDeleting(pod)) store.remove(resources.pods, key);
  }

  function setNodeReady(status: string, reason: string): void {
    store.modify<KubeObject>('nodes', simulation.nodeName, (draft) => {
      const { conditions } = (draft.status ?? {}) as { conditions?: Condition[] };
      draft.status = {
        ...(draft.status as object),
        conditions: setCondition(conditions, { type: 'Ready', status, reason }, timestamp(clock)),
      };
    });
  }

  return {
    stop() {
      isStopped = true;
      // node-monitor-grace-period
      cancelNotReady = clock.after(40_000, () => setNodeReady('Unknown', 'NodeStatusUnknown'));
    },
    start() {
      isStopped = false;
      cancelNotReady();
      setNodeReady('True', 'KubeletReady');
      for (const pod of store.list<Pod>(resources.pods)) queue.add(keyOf(pod));
    },
    endPod(key, result) {
      const pod = store.get<Pod>(resources.pods, key);
      const entry = pod && runs.get(pod.metadata.uid);
      if (entry !== undefined) return force(entry, result);
      if (pod === undefined) return;
      const terminated = { exitCode: result.exitCode, reason: result.reason ?? 'Error', finishedAt: timestamp(clock) };
      end(key, true, new Map(pod.spec.containers.map(({ name }) => [name, { terminated }])), result);
    },
    async shutDown() {
      const containers = [...runs.values()].flatMap((entry) => [...entry.containers.values()]);
      for (const container of containers) container.kill('SIGKILL');
      await Promise.allSettled(containers.map((container) => container.ended));
    },
  };
}
