import { timestamp } from '../clock.ts';
import { isDeleting, keyOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';
import { MissingReference, resolveEnvironment } from './environment.ts';
import { prepareVolumes } from './mounts.ts';
import { endedStates, forceEnd, type PodRun, startPodRun, statesOf, stopRun } from './pod-run.ts';
import { component, isPlayed, jobOf, setEnded, setFailed, setStates, setWaiting, subjectOf } from './pod-status.ts';
import type { Runner, RunResult } from './run.ts';
import type { Pod } from './types.ts';

/** What the kubelet knows of its node. */
export interface Node {
  simulation: Simulation;
  runner: Runner;
  /** The pods whose processes an earlier simulator left: their status may not even say that they ran. */
  crashed: ReadonlySet<string>;
  /** Of the pods that really run, by uid. */
  runs: Map<string, PodRun>;
  /** No pod's status is written meanwhile. */
  isStopped: boolean;
}

/** A Job's pod that was running under an earlier simulator: the node has crashed since. */
const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
};

export function reconcilePod(node: Node, key: string): Outcome {
  const { simulation, runs } = node;
  const pod = simulation.store.get<Pod>(resources.pods, key);
  if (pod === undefined || pod.spec.nodeName === undefined || node.isStopped) return undefined;
  const isOver = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  const run = runs.get(pod.metadata.uid);
  if (run?.results !== undefined) {
    finish(node, run, run.results);
    return undefined;
  }
  if (isDeleting(pod)) {
    if (run !== undefined && !isOver) stopRun(simulation, run, pod.metadata.deletionGracePeriodSeconds ?? 0);
    else letGo(simulation, key);
    return undefined;
  }
  if (isOver || run !== undefined) return undefined;
  if (pod.status?.phase === 'Running' || node.crashed.has(pod.metadata.uid)) {
    if (isPlayed(pod)) return admit(node, pod);
    if (jobOf(pod) !== undefined) setFailed(simulation, pod, LOST);
    return undefined;
  }
  return admit(node, pod);
}

function admit(node: Node, pod: Pod): Outcome {
  const { simulation, runner } = node;
  const { faults, recorder } = simulation;
  if (faults.take('pod', subjectOf(pod), ({ effect }) => effect === 'imagePull')) return refuseImage(simulation, pod);
  try {
    prepareVolumes(simulation, pod, runner.podFolder(pod.metadata.uid));
  } catch (error) {
    if (!(error instanceof MissingReference)) throw error;
    setWaiting(simulation, pod, 'ContainerCreating');
    recorder.warning(pod, component, 'FailedMount', `MountVolume.SetUp failed for volume : ${error.message}`);
    return 'retry';
  }
  try {
    start(node, pod);
  } catch (error) {
    if (!(error instanceof MissingReference)) throw error;
    setWaiting(simulation, pod, 'CreateContainerConfigError', error.message);
    recorder.warning(pod, component, 'Failed', `Error: ${error.message}`);
    return 'retry';
  }
  return undefined;
}

function refuseImage(simulation: Simulation, pod: Pod): Outcome {
  const image = pod.spec.containers[0]?.image ?? '';
  const why = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": not found`;
  setWaiting(simulation, pod, 'ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${why}`);
  simulation.recorder.warning(pod, component, 'Failed', `Failed to pull image "${image}": ${why}`);
  simulation.recorder.warning(pod, component, 'Failed', 'Error: ErrImagePull');
  return 'retry';
}

/** A Job's pod runs, and one that asks for it; of any other the kubelet only says so. */
function start(node: Node, pod: Pod): void {
  const { simulation, runner, runs } = node;
  const job = jobOf(pod);
  if (job === undefined && !isPlayed(pod)) {
    for (const container of pod.spec.containers) resolveEnvironment(simulation.store, pod, container);
    const running = { running: { startedAt: timestamp(simulation.clock) } };
    setStates(simulation, pod, new Map(pod.spec.containers.map(({ name }) => [name, running])));
    return;
  }
  const { run, results } = startPodRun(simulation, runner, pod, { job, onNext: (now) => showStates(node, now) });
  runs.set(pod.metadata.uid, run);
  showStates(node, run);
  const fault = simulation.faults.take('pod', subjectOf(pod), ({ effect }) => typeof effect === 'object');
  if (fault !== undefined && typeof fault.effect === 'object') {
    const { afterMs = 0, ...result } = fault.effect;
    simulation.clock.after(afterMs, () => forceEnd(run, result));
  }
  void results.then((ended) => {
    run.results = ended;
    if (!node.isStopped && !simulation.signal.aborted) finish(node, run, ended);
  });
}

/** Of a pod that runs. */
export function showStates({ isStopped, simulation }: Node, run: PodRun): void {
  if (!isStopped && !simulation.signal.aborted) setStates(simulation, run.pod, statesOf(run));
}

function finish({ simulation, runs }: Node, run: PodRun, results: Map<string, RunResult>): void {
  const { store, clock } = simulation;
  const key = keyOf(run.pod);
  runs.delete(run.pod.metadata.uid);
  if (store.get(resources.pods, key)?.metadata.uid !== run.pod.metadata.uid) return;
  const { failed, states } = endedStates(run, results, clock);
  setEnded(simulation, key, failed, states, run.forced);
  letGo(simulation, key);
}

/** The last step of a pod's deletion. */
function letGo({ store }: Simulation, key: string): void {
  const pod = store.get(resources.pods, key);
  if (pod !== undefined && isDeleting(pod)) store.remove(resources.pods, key);
}
