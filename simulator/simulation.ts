import type { SimulatorClock } from './clock.ts';
import type { Recorder } from './events.ts';
import type { FaultBook } from './faults.ts';
import { type KindBook, resourceOf } from './kinds.ts';
import type { KubeObject } from './objects.ts';
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
  activity: Activity;
  /** Aborted when the simulator stops. */
  signal: AbortSignal;
  log(message: string): void;
}

export interface ControllerOptions {
  /** The keys to look at again after a change. */
  keys(event: StoreEvent): string[];
  reconcile(key: string): Promise<Outcome> | Outcome;
  backOff?: { firstMs: number; longestMs: number };
}

/** A controller: a queue fed by the store's changes, and once with everything that is there at the start. */
export function startController(simulation: Simulation, name: string, options: ControllerOptions): WorkQueue {
  const { store, kinds, signal } = simulation;
  const queue = createWorkQueue({
    clock: simulation.clock,
    activity: simulation.activity,
    signal,
    reconcile: options.reconcile,
    onError(key, error) {
      // Refusals are everyday: a namespace goes while its objects are looked after. The queue tries again.
      if (error instanceof StatusError) return;
      simulation.log(`${name} ${key}: ${error instanceof Error ? error.stack : String(error)}`);
    },
    ...(options.backOff === undefined ? {} : { backOff: options.backOff }),
  });
  const unsubscribe = store.subscribe((event) => {
    for (const key of options.keys(event)) queue.add(key);
  });
  signal.addEventListener('abort', unsubscribe);
  for (const kind of kinds.all()) {
    const resource = resourceOf(kind);
    for (const object of store.list(resource)) {
      for (const key of options.keys({ type: 'ADDED', resource, object, revision: 0 })) queue.add(key);
    }
  }
  return queue;
}

export function volumesOf(pod: KubeObject): { name: string; [source: string]: unknown }[] {
  const spec = pod.spec as { volumes?: { name: string }[] } | undefined;
  return spec?.volumes ?? [];
}
