import { type SimulatorClock, timestamp } from '../clock.ts';
import { type Condition, namespaceOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import { component } from './pod-status.ts';
import type { Runner, RunningContainer, RunResult } from './run.ts';
import type { ContainerState, Pod } from './types.ts';

/** An end that comes from outside the containers: a fault's, or the node's. */
export type ForcedResult = RunResult & { podReason?: string; condition?: Condition };

/** The containers of one Job's pod. */
export interface PodRun {
  pod: Pod;
  containers: Map<string, RunningContainer>;
  startedAt: string;
  isStopping: boolean;
  forced?: ForcedResult;
  /** Set once every container has ended; the kubelet may not have written it yet. */
  results?: Map<string, RunResult>;
}

/** Throws MissingReference. */
export function startPodRun({ store, clock }: Simulation, runner: Runner, pod: Pod, job: string): PodRun {
  const owner = store.get(resources.jobs, `${namespaceOf(pod)}/${job}`);
  const containers = new Map<string, RunningContainer>();
  for (const container of pod.spec.containers) containers.set(container.name, runner.start(pod, container, owner));
  return { pod, containers, isStopping: false, startedAt: timestamp(clock) };
}

export async function resultsOf({ containers }: PodRun): Promise<Map<string, RunResult>> {
  return new Map(await Promise.all([...containers].map(async ([name, { ended }]) => [name, await ended] as const)));
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

/** What the containers came to, with what was forced on them. */
export function endedStates(
  { pod, startedAt, forced }: PodRun,
  results: Map<string, RunResult>,
  clock: SimulatorClock,
): { failed: boolean; states: Map<string, ContainerState> } {
  const states = new Map<string, ContainerState>();
  let failed = false;
  for (const [name, own] of results) {
    const { exitCode, message, reason } = { ...own, ...forced };
    failed ||= exitCode !== 0;
    const terminated = {
      exitCode,
      reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
      ...(message === undefined || message === '' ? {} : { message }),
      startedAt,
      finishedAt: timestamp(clock),
      containerID: `simulator://${pod.metadata.uid}/${name}`,
    };
    states.set(name, { terminated });
  }
  return { failed, states };
}
