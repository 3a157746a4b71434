import { OPERATION, ROLE } from '../../../functions/domain/manifest/labels.ts';
import type { Simulator } from '../../../simulator/simulator.ts';
import type { Fault } from './faults.ts';
import { takeInventory } from './inventory.ts';

/** What an operation has on a cluster, and somebody may delete. */
export const RESOURCES = {
  VolumeSnapshot: 'volumesnapshots.snapshot.storage.k8s.io',
  VolumeSnapshotContent: 'volumesnapshotcontents.snapshot.storage.k8s.io',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  Job: 'jobs.batch',
  Pod: 'pods',
  Secret: 'secrets',
} as const;
export type Deleted = keyof typeof RESOURCES;
/** Less than a state waits before it looks again. */
const BETWEEN_LOOKS_MS = 150;

/** Of the pair that a local copy is. */
export type Half = 'VolumeSnapshot' | 'VolumeSnapshotContent';

function keysOf({ objects }: Simulator, kind: Deleted, operationId: string): string[] {
  return objects
    .list(RESOURCES[kind])
    .filter(({ metadata }) => metadata.labels?.[OPERATION] === operationId)
    .map(({ metadata }) => (metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name));
}

/** As `kubectl delete` of all of a kind that the operation has, just before a state runs for the first time. */
export function deletes(kind: Deleted): Fault {
  return async ({ turn, operationId, next }, { simulator }) => {
    if (turn === 1) {
      for (const key of keysOf(simulator, kind, operationId)) simulator.objects.remove(RESOURCES[kind], key);
      await simulator.settled();
    }
    return await next();
  };
}

/** One half of every pair that AdoptSnapshots has just made is deleted between its first look and the one that follows. */
export function deletesHalf(kind: Half): Fault {
  return async ({ turn, operationId, next }, { simulator, clock }) => {
    const isCopy = (key: string) =>
      simulator.objects.get(RESOURCES[kind], key)?.metadata.labels?.[ROLE] === 'local-copy';
    const remove = () => {
      for (const key of keysOf(simulator, kind, operationId).filter(isCopy)) {
        simulator.objects.remove(RESOURCES[kind], key);
      }
    };
    if (turn === 1) clock.detached(() => void clock.timer(BETWEEN_LOOKS_MS).then(remove));
    return await next();
  };
}

/** A user's namespace goes with all that is in it, just before a state runs for the first time. */
export function deletesNamespace(namespace: string): Fault {
  return async ({ turn, next }, one) => {
    if (turn === 1) {
      const { objects } = one.simulator;
      one.removed.push(...namesOfNamespace(one.simulator, namespace));
      objects.remove('namespaces', namespace);
      await one.simulator.settled();
    }
    return await next();
  };
}

function namesOfNamespace(simulator: Simulator, namespace: string): string[] {
  const { objects } = takeInventory(simulator);
  const claimed = simulator.objects
    .list('persistentvolumes')
    .filter(({ spec }) => (spec as { claimRef?: { namespace?: string } }).claimRef?.namespace === namespace)
    .map(({ metadata }) => `persistentvolumes -/${metadata.name}`);
  const within = [...objects.keys()].filter((name) => name.includes(` ${namespace}/`));
  return [`namespaces -/${namespace}`, ...within, ...claimed];
}
