import type { Answer, Call } from './api/request.ts';
import { ok } from './api/request.ts';
import type { FaultBook, FaultRule } from './faults.ts';
import type { Kubelet } from './kubelet/kubelet.ts';
import { addFinalizer, removeFinalizer } from './objects.ts';
import type { ApiServer } from './server.ts';
import type { Simulation } from './simulation.ts';
import { badRequest } from './status.ts';

/** Rules, and the things that are simply done to a cluster. Keys are `namespace/name`. */
export interface Faults extends FaultBook {
  /** The API server refuses connections, and drops those it has. */
  unreachable(): Promise<void>;
  reachable(): Promise<void>;
  stopKubelet(): void;
  startKubelet(): void;
  /** Node pressure: the pod is Failed, Evicted, with the condition DisruptionTarget. */
  evictPod(key: string): void;
  oomKillPod(key: string): void;
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
  /** GET, POST (a rule, or `{action, …}`) and DELETE /simulator/faults. */
  answer(call: Call): Answer | undefined;
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
    oomKillPod: (key) => kubelet.endPod(key, { exitCode: 137, reason: 'OOMKilled' }),
    deletePod: (key, graceSeconds = 30) => void store.remove('pods', key, { graceSeconds }),
    loseSnapshot: (handle) => driver.deleteSnapshot(handle),
    hold: (resource, key, finalizer = foreign) =>
      void store.modify(resource, key, (draft) => addFinalizer(draft, finalizer)),
    letGo: (resource, key, finalizer = foreign) =>
      void store.modify(resource, key, (draft) => removeFinalizer(draft, finalizer)),
  };

  function act(body: Record<string, unknown>): void {
    const text = (field: string) => String(body[field] ?? '');
    const actions: Record<string, () => unknown> = {
      unreachable: () => {
        const seconds = Number(body.seconds ?? 30);
        // Answer first; nobody could ask for the way back over HTTP.
        setTimeout(() => void faults.unreachable(), 50);
        simulation.clock.after(seconds * 1000, () => void faults.reachable());
      },
      stopKubelet: faults.stopKubelet,
      startKubelet: faults.startKubelet,
      evictPod: () => faults.evictPod(text('key')),
      oomKillPod: () => faults.oomKillPod(text('key')),
      deletePod: () => faults.deletePod(text('key')),
      loseSnapshot: () => faults.loseSnapshot(text('handle')),
      hold: () => faults.hold(text('resource'), text('key')),
      letGo: () => faults.letGo(text('resource'), text('key')),
    };
    const action = actions[text('action')];
    if (action === undefined) throw badRequest(`no such action; there are ${Object.keys(actions).join(', ')}`);
    action();
  }

  return {
    ...faults,
    attach(started) {
      server = started;
    },
    answer(call) {
      if (call.path !== '/simulator/faults') return undefined;
      if (call.method === 'DELETE') book.clear();
      else if (call.method === 'POST') {
        const body = (call.body ?? {}) as Record<string, unknown>;
        if (typeof body.action === 'string') act(body);
        else if (typeof body.on === 'string') book.add(body as unknown as FaultRule);
        else throw badRequest('a fault needs `on` and `effect`, or an `action`');
      }
      return ok({ rules: book.rules() });
    },
  };
}
