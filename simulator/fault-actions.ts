import type { FaultBook } from './faults.ts';
import type { Kubelet } from './kubelet/kubelet.ts';
import { addFinalizer, removeFinalizer } from './objects.ts';
import type { ApiServer } from './server.ts';
import type { Simulation } from './simulation.ts';

/** Rules, and the things that are simply done to a cluster. Keys are `namespace/name`. */
export interface Faults extends FaultBook {
  /** The API server refuses connections, and drops those it has. */
  unreachable(): Promise<void>;
  reachable(): Promise<void>;
  stopKubelet(): void;
  startKubelet(): void;
  /** Node pressure: the pod is Failed, Evicted, with the condition DisruptionTarget. */
  evictPod(key: string): void;
  /** As `kubectl delete pod --grace-period`. */
  deletePod(key: string, graceSeconds?: number): void;
  /** The storage loses a snapshot that Kubernetes still believes in. */
  loseSnapshot(handle: string): Promise<void>;
  /** A finalizer nobody here removes. */
  hold(resource: string, key: string, finalizer?: string): void;
  letGo(resource: string, key: string, finalizer?: string): void;
}

const foreign = 'example.com/hold';

export interface FaultControl extends Faults {
  attach(server: ApiServer): void;
}

export function createFaults(simulation: Simulation, kubelet: Kubelet): FaultControl {
  const { store, driver, faults: book } = simulation;
  let server: ApiServer | undefined;

  const faults: Faults = {
    ...book,
    unreachable: async () => server?.unreachable(),
    reachable: async () => server?.reachable(),
    stopKubelet: kubelet.stop,
    startKubelet: kubelet.start,
    evictPod(key) {
      const message = 'The node was low on resource: ephemeral-storage.';
      const condition = { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message };
      kubelet.endPod(key, { exitCode: 137, reason: 'Error', message, podReason: 'Evicted', condition });
    },
    deletePod: (key, graceSeconds = 30) => void store.remove('pods', key, { graceSeconds }),
    loseSnapshot: (handle) => driver.deleteSnapshot(handle),
    hold: (resource, key, finalizer = foreign) =>
      void store.modify(resource, key, (draft) => addFinalizer(draft, finalizer)),
    letGo: (resource, key, finalizer = foreign) =>
      void store.modify(resource, key, (draft) => removeFinalizer(draft, finalizer)),
  };

  return {
    ...faults,
    attach(started) {
      server = started;
    },
  };
}
