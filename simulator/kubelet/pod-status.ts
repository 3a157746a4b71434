import { createHash } from 'node:crypto';
import { type SimulatorClock, timestamp } from '../clock.ts';
import { setCondition } from '../objects.ts';
import type { ContainerState, Pod } from './types.ts';

/** An address that stays with the pod. */
function addressOf(pod: Pod): string {
  const digest = createHash('sha256').update(pod.metadata.uid).digest();
  return `10.244.${digest[0] ?? 0}.${(digest[1] ?? 0) || 1}`;
}

/** Writes a pod's status from the states of its containers, by name; those not named keep theirs. */
export function writeStatus(
  clock: SimulatorClock,
  draft: Pod,
  phase: string,
  states: Map<string, ContainerState>,
): void {
  const at = timestamp(clock);
  const isRunning = phase === 'Running';
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  const previous = draft.status?.containerStatuses ?? [];
  const containerStatuses = draft.spec.containers.map(({ name, image = '' }) => {
    const state = states.get(name) ??
      previous.find((one) => one.name === name)?.state ?? { waiting: { reason: 'ContainerCreating' } };
    const isUp = state.running !== undefined;
    return { name, image, imageID: image, ready: isUp, started: isUp, restartCount: 0, state };
  });
  const status = draft.status ?? { phase };
  let conditions = status.conditions;
  const why =
    phase === 'Succeeded'
      ? { reason: 'PodCompleted' }
      : isOver
        ? { reason: 'PodFailed' }
        : { reason: 'ContainersNotReady' };
  const ready = isRunning ? { status: 'True' } : { status: 'False', ...why };
  conditions = setCondition(conditions, { type: 'PodReadyToStartContainers', status: isOver ? 'False' : 'True' }, at);
  const initialized = { type: 'Initialized', status: 'True', ...(phase === 'Succeeded' ? why : {}) };
  conditions = setCondition(conditions, initialized, at);
  for (const type of ['Ready', 'ContainersReady']) conditions = setCondition(conditions, { type, ...ready }, at);
  draft.status = {
    ...status,
    phase,
    ...(conditions === undefined ? {} : { conditions }),
    containerStatuses,
    startTime: status.startTime ?? at,
    hostIP: '10.0.0.1',
    hostIPs: [{ ip: '10.0.0.1' }],
    podIP: addressOf(draft),
    podIPs: [{ ip: addressOf(draft) }],
  };
}
