import { createHash } from 'node:crypto';
import { type SimulatorClock, timestamp } from '../clock.ts';
import { type Condition, keyOf, nameOf, namespaceOf, ownerOf, setConditions } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { resources } from '../storage/types.ts';
import type { Container, ContainerState, ContainerStatus, Pod } from './types.ts';

export const component = 'kubelet';

/** An address that stays with the pod. */
function addressOf(pod: Pod): string {
  const digest = createHash('sha256').update(pod.metadata.uid).digest();
  return `10.244.${digest[0] ?? 0}.${(digest[1] ?? 0) || 1}`;
}

/** On a pod, `true`: see isPlayed. */
const RUN = 'simulator.snapferry.dev/run';

const REASONS: Record<string, string> = { Succeeded: 'PodCompleted', Failed: 'PodFailed' };

export function jobOf(pod: Pod): string | undefined {
  const owner = ownerOf(pod);
  return owner?.kind === 'Job' ? owner.name : undefined;
}

/** Its containers run as a Job's do, for as long as it is there: an application to try things on. */
export function isPlayed({ metadata }: Pod): boolean {
  return metadata.annotations?.[RUN] === 'true';
}

export function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** What a fault's scope is compared with. */
export function subjectOf(pod: Pod) {
  return { namespace: namespaceOf(pod), name: nameOf(pod), job: jobOf(pod) };
}

export function allOf({ spec: { initContainers = [], containers } }: Pod): Container[] {
  return [...initContainers, ...containers];
}

/** Another one each time that the container starts. */
export function containerIdOf(podUid: string, { name, restartCount }: Pick<ContainerStatus, 'name' | 'restartCount'>) {
  return `simulator://${podUid}/${name}/${restartCount}`;
}

/** Writes a pod's status from the states of its containers, by name; those not named keep theirs. */
function writeStatus(clock: SimulatorClock, draft: Pod, phase: string, states: Map<string, ContainerState>): void {
  const at = timestamp(clock);
  const isRunning = phase === 'Running';
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  const { initContainers, containers } = draft.spec;
  const previous = [...(draft.status?.initContainerStatuses ?? []), ...(draft.status?.containerStatuses ?? [])];
  const reason = initContainers ? 'PodInitializing' : 'ContainerCreating';
  const statusOf = ({ name, image = '' }: Container): ContainerStatus => {
    const before = previous.find((one) => one.name === name);
    const { restartCount = 0, lastState } = before ?? {};
    const state = states.get(name) ?? before?.state ?? { waiting: { reason } };
    const isUp = state.running !== undefined;
    const containerID = containerIdOf(draft.metadata.uid, { name, restartCount });
    return {
      name,
      image,
      imageID: image,
      ready: isUp,
      started: isUp,
      restartCount,
      state,
      ...(state.waiting ? {} : { containerID }),
      ...(lastState ? { lastState } : {}),
    };
  };
  const status = draft.status ?? { phase };
  const why = { reason: REASONS[phase] ?? 'ContainersNotReady' };
  const ready = isRunning ? { status: 'True' } : { status: 'False', ...why };
  const conditions = setConditions(
    status.conditions,
    at,
    { type: 'PodReadyToStartContainers', status: isOver ? 'False' : 'True' },
    { type: 'Initialized', status: 'True', ...(phase === 'Succeeded' ? why : {}) },
    { type: 'Ready', ...ready },
    { type: 'ContainersReady', ...ready },
  );
  draft.status = {
    ...status,
    phase,
    conditions,
    ...(initContainers ? { initContainerStatuses: initContainers.map(statusOf) } : {}),
    containerStatuses: containers.map(statusOf),
    startTime: status.startTime ?? at,
    hostIP: '10.0.0.1',
    hostIPs: [{ ip: '10.0.0.1' }],
    podIP: addressOf(draft),
    podIPs: [{ ip: addressOf(draft) }],
  };
}

export function setWaiting({ store, clock }: Simulation, pod: Pod, reason: string, message?: string): void {
  const waiting: ContainerState = { waiting: { reason, ...(message === undefined ? {} : { message }) } };
  const states = new Map(allOf(pod).map(({ name }) => [name, waiting]));
  store.modify<Pod>(resources.pods, keyOf(pod), (draft) => writeStatus(clock, draft, 'Pending', states));
}

/** A pod is Pending until its init containers are done. */
export function setStates({ store, clock, recorder }: Simulation, pod: Pod, states: Map<string, ContainerState>): void {
  const phase = pod.spec.containers.some(({ name }) => states.get(name)?.running) ? 'Running' : 'Pending';
  store.modify<Pod>(resources.pods, keyOf(pod), (draft) => writeStatus(clock, draft, phase, states));
  for (const [name, { running }] of states) {
    if (running === undefined) continue;
    recorder.normal(pod, component, 'Created', `Container created: ${name}`);
    recorder.normal(pod, component, 'Started', `Container started: ${name}`);
  }
}

export function setEnded(
  { store, clock }: Simulation,
  key: string,
  failed: boolean,
  states: Map<string, ContainerState>,
  why: { podReason?: string; message?: string; condition?: Condition } = {},
): void {
  const { podReason, message, condition } = why;
  store.modify<Pod>(resources.pods, key, (draft) => {
    writeStatus(clock, draft, failed ? 'Failed' : 'Succeeded', states);
    const { status } = draft;
    if (status === undefined) return;
    if (podReason !== undefined) status.reason = podReason;
    if (podReason !== undefined && message !== undefined) status.message = message;
    if (condition !== undefined) status.conditions = setConditions(status.conditions, timestamp(clock), condition);
  });
}

/** A pod that fails with all its containers, of which nothing more is known. */
export function setFailed(
  simulation: Simulation,
  pod: Pod,
  terminated: { exitCode: number; reason: string; message?: string },
  why?: Parameters<typeof setEnded>[4],
): void {
  const state = { terminated: { ...terminated, finishedAt: timestamp(simulation.clock) } };
  const states = new Map(allOf(pod).map(({ name }) => [name, state]));
  setEnded(simulation, keyOf(pod), true, states, why);
}
