import { delay, type SimulatorClock, timestamp } from '../clock.ts';
import { type Condition, namespaceOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import { MissingReference } from './environment.ts';
import { allOf, component, containerIdOf } from './pod-status.ts';
import type { Runner, RunningContainer, RunResult } from './run.ts';
import type { Container, ContainerState, Pod } from './types.ts';

/** An end that comes from outside the containers: a fault's, or the node's. */
export type ForcedResult = RunResult & { podReason?: string; condition?: Condition };

const RETRY_MS = 2_000;

/** The containers of one pod that really runs. */
export interface PodRun {
  pod: Pod;
  /** Those that have begun. */
  containers: Map<string, RunningContainer>;
  /** By container. */
  startedAt: Map<string, string>;
  /** Of those that ended by themselves. */
  ends: Map<string, ContainerState>;
  /** The container that comes next, and what it lacks. */
  waiting?: { name: string; message: string };
  isStopping: boolean;
  forced?: ForcedResult;
  /** Set once every container has ended; the kubelet may not have written it yet. */
  results?: Map<string, RunResult>;
}

/**
 * Starts what comes first. Throws MissingReference.
 * @param onNext is told when the next of its init containers, or the others, have begun
 */
export function startPodRun(
  simulation: Simulation,
  runner: Runner,
  pod: Pod,
  { job, onNext }: { job: string | undefined; onNext: (run: PodRun) => void },
): { run: PodRun; results: Promise<Map<string, RunResult>> } {
  const { store, clock } = simulation;
  const owner = job === undefined ? undefined : store.get(resources.jobs, `${namespaceOf(pod)}/${job}`);
  const run: PodRun = { pod, containers: new Map(), ends: new Map(), isStopping: false, startedAt: new Map() };
  const { initContainers = [], containers } = pod.spec;
  const stages = [...initContainers.map((container) => [container]), containers];
  begin(stages[0] ?? []);
  return { run, results: play() };

  function begin(stage: readonly Container[]): void {
    for (const container of stage) {
      run.containers.set(container.name, runner.start(pod, container, owner));
      run.startedAt.set(container.name, timestamp(clock));
    }
  }

  async function play(): Promise<Map<string, RunResult>> {
    const results = new Map<string, RunResult>();
    for (const [at, stage] of stages.entries()) {
      if (at > 0 && !(await beginNext(stage))) break;
      await Promise.all(stage.map(async ({ name }) => results.set(name, await endOf(name))));
      const isOver = run.isStopping || run.forced !== undefined;
      if (isOver || stage.some(({ name }) => results.get(name)?.exitCode !== 0)) break;
    }
    return results;
  }

  /** As a kubelet that waits for the Secret that a container needs; false where the pod is to end meanwhile. */
  async function beginNext(stage: readonly Container[]): Promise<boolean> {
    while (!run.isStopping && run.forced === undefined && !simulation.signal.aborted) {
      try {
        begin(stage);
        delete run.waiting;
        onNext(run);
        return true;
      } catch (error) {
        if (!(error instanceof MissingReference)) throw error;
        run.waiting = { name: stage[0]?.name ?? '', message: error.message };
        onNext(run);
        await delay(clock, RETRY_MS);
      }
    }
    return false;
  }

  async function endOf(name: string): Promise<RunResult> {
    const result = (await run.containers.get(name)?.ended) ?? { exitCode: 128 };
    if (run.forced === undefined) run.ends.set(name, endedState(run, name, result, clock));
    return result;
  }
}

export function killAll(run: PodRun, signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const container of run.containers.values()) container.kill(signal);
}

export function forceEnd(run: PodRun, result: ForcedResult): void {
  if (run.results !== undefined) return;
  run.forced = result;
  killAll(run, 'SIGKILL');
}

/** As at a pod's deletion: SIGTERM, and SIGKILL after the grace period. */
export function stopRun({ recorder, clock }: Simulation, run: PodRun, graceSeconds: number): void {
  if (run.isStopping && graceSeconds > 0) return;
  run.isStopping = true;
  killAll(run, graceSeconds > 0 ? 'SIGTERM' : 'SIGKILL');
  if (graceSeconds === 0) return;
  recorder.normal(run.pod, component, 'Killing', `Stopping container ${[...run.containers.keys()].join(', ')}`);
  clock.after(graceSeconds * 1000, () => killAll(run, 'SIGKILL'));
}

/** What the containers came to, with what was forced on those that had not ended. */
export function endedStates(
  run: PodRun,
  results: Map<string, RunResult>,
  clock: SimulatorClock,
): { failed: boolean; states: Map<string, ContainerState> } {
  const states = new Map<string, ContainerState>();
  for (const [name, own] of results) {
    states.set(name, run.ends.get(name) ?? endedState(run, name, { ...own, ...run.forced }, clock));
  }
  const isOver = results.size === allOf(run.pod).length;
  return { failed: !isOver || [...states.values()].some(({ terminated }) => terminated?.exitCode !== 0), states };
}

/** What its containers are now; those that have not begun are not named. */
export function statesOf({ ends, startedAt, waiting }: PodRun): Map<string, ContainerState> {
  const begun = [...startedAt].map(([name, at]): [string, ContainerState] => {
    return [name, ends.get(name) ?? { running: { startedAt: at } }];
  });
  if (waiting === undefined) return new Map(begun);
  const { message, name } = waiting;
  return new Map([...begun, [name, { waiting: { reason: 'CreateContainerConfigError', message } }]]);
}

function endedState(
  { pod, startedAt }: PodRun,
  name: string,
  { exitCode, message, reason }: RunResult,
  clock: SimulatorClock,
): ContainerState {
  return {
    terminated: {
      exitCode,
      reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
      ...(message === undefined || message === '' ? {} : { message }),
      startedAt: startedAt.get(name) ?? timestamp(clock),
      finishedAt: timestamp(clock),
      containerID: containerIdOf(pod.metadata.uid, { name, restartCount: restartsOf(pod, name) }),
    },
  };
}

function restartsOf({ status }: Pod, name: string): number {
  return status?.containerStatuses?.find((one) => one.name === name)?.restartCount ?? 0;
}
