import { rmSync } from 'node:fs';
import { timestamp } from '../clock.ts';
import { isDeleting, keyOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import { homeOf } from './container-process.ts';
import { containerIdOf, jobOf, setStates } from './pod-status.ts';
import type { Runner } from './run.ts';
import type { ContainerState, ContainerStatus, Pod } from './types.ts';

/** As the runtime says it of a container that SIGKILL has ended. */
const KILLED = { exitCode: 137, reason: 'Error' };

/**
 * The containers of an earlier simulator have ended with it, and start anew in their pods: what their commands have left running is
 * gone, and what they wrote that lies on no volume. A Job's do not come back.
 */
export function restartContainers(simulation: Simulation, runner: Runner): void {
  const { clock, store } = simulation;
  for (const pod of store.list<Pod>(resources.pods)) {
    if (pod.status?.phase !== 'Running' || jobOf(pod) !== undefined || isDeleting(pod)) continue;
    const folder = runner.podFolder(pod.metadata.uid);
    if (folder !== undefined) rmSync(homeOf(folder), { recursive: true, force: true });
    const at = timestamp(clock);
    const anew = store.modify<Pod>(resources.pods, keyOf(pod), ({ metadata, status }) => {
      const before = status?.containerStatuses ?? [];
      if (status) status.containerStatuses = before.map((one) => restarted(metadata.uid, one, at));
    });
    const running: ContainerState = { running: { startedAt: at } };
    if (anew) setStates(simulation, anew, new Map(anew.spec.containers.map(({ name }) => [name, running])));
  }
}

function restarted(uid: string, { state, ...before }: ContainerStatus, at: string): ContainerStatus {
  const { startedAt } = state.running ?? {};
  const containerID = containerIdOf(uid, before);
  const terminated = { ...KILLED, ...(startedAt ? { startedAt } : {}), finishedAt: at, containerID };
  const lastState = state.running ? { terminated } : state;
  return { ...before, restartCount: before.restartCount + 1, lastState, state };
}
