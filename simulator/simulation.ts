import type { SimulatorClock } from './clock.ts';
import type { Recorder } from './events.ts';
import type { FaultBook } from './faults.ts';
import { type KindBook, resourceOf } from './kinds.ts';
import { StatusError } from './status.ts';
import type { Driver } from './storage/driver.ts';
import type { Store, StoreEvent } from './store.ts';
import { type Activity, createWorkQueue, type Outcome, type WorkQueue } from './work-queue.ts';

export type IpFamily = 'IPv4' | 'IPv6';

/** What every controller and route works with. */
export interface Simulation {
  clock: SimulatorClock;
  store: Store;
  kinds: KindBook;
  recorder: Recorder;
  faults: FaultBook;
  driver: Driver;
  /** The CSI drivers whose volumes are simulated. */
  drivers: readonly string[];
  /** Of Services, the first one by default. */
  ipFamilies: readonly IpFamily[];
  nodeName: string;
  /** PEM. */
  caCertificate: string;
  /** The bearer token of a user. */
  tokenOf(user: string): string;
  activity: Activity;
  /** Aborted when the simulator stops. */
  signal: AbortSignal;
  log(message: string): void;
}

/** Keeps some objects as others say: a queue fed by the store's changes, and once with everything that is there at the start. */
export interface Controller {
  name: string;
  /** The keys to look at again after a change. */
  keys(simulation: Simulation, event: StoreEvent): string[];
  reconcile(simulation: Simulation, key: string): Promise<Outcome> | Outcome;
  backOff?: { firstMs: number; longestMs: number };
}

export function startController(simulation: Simulation, { name, keys, reconcile, ...options }: Controller): WorkQueue {
  const { store, kinds, signal, clock, activity } = simulation;
  const queue = createWorkQueue({
    clock,
    activity,
    signal,
    reconcile: (key) => reconcile(simulation, key),
    onError(key, error) {
      // Refusals are everyday: a namespace goes while its objects are looked after. The queue tries again.
      if (error instanceof StatusError) return;
      simulation.log(`${name} ${key}: ${error instanceof Error ? error.stack : String(error)}`);
    },
    ...options,
  });
  const unsubscribe = store.subscribe((event) => {
    for (const key of keys(simulation, event)) queue.add(key);
  });
  signal.addEventListener('abort', unsubscribe);
  for (const kind of kinds.all()) {
    const resource = resourceOf(kind);
    for (const object of store.list(resource)) {
      for (const key of keys(simulation, { type: 'ADDED', resource, object, revision: 0 })) queue.add(key);
    }
  }
  return queue;
}
