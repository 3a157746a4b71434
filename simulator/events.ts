import { createHash } from 'node:crypto';
import { type SimulatorClock, timestamp } from './clock.ts';
import { type KubeObject, keyOf, nameOf, referenceTo } from './objects.ts';
import type { Store } from './store.ts';

/** Records Event objects as controllers do: the same reason and message again only raises the count. */
export interface Recorder {
  normal(about: KubeObject, component: string, reason: string, message: string): void;
  warning(about: KubeObject, component: string, reason: string, message: string): void;
}

/** --event-ttl of the API server. */
const lifetimeMs = 3600_000;

interface EventObject extends KubeObject {
  count?: number;
  lastTimestamp?: string;
}

export function createRecorder({ store, clock }: { store: Store; clock: SimulatorClock }): Recorder {
  function forget(): void {
    const oldest = clock.now() - lifetimeMs;
    for (const event of store.list<EventObject>('events')) {
      const last = Date.parse(event.lastTimestamp ?? event.metadata.creationTimestamp);
      if (last < oldest) store.remove('events', keyOf(event));
    }
  }

  let sinceForget = 0;
  function record(type: string, about: KubeObject, component: string, reason: string, message: string): void {
    // Events about what belongs to the whole cluster go to `default`.
    const namespace = about.metadata.namespace ?? 'default';
    const digest = createHash('sha256').update(`${about.metadata.uid} ${type} ${reason} ${message}`).digest('hex');
    const name = `${nameOf(about).slice(0, 230)}.${digest.slice(0, 16)}`;
    const at = timestamp(clock);
    const again = store.modify<EventObject>('events', `${namespace}/${name}`, (draft) => {
      draft.count = (draft.count ?? 1) + 1;
      draft.lastTimestamp = at;
    });
    if (again !== undefined) return;
    if (sinceForget++ % 100 === 99) forget();
    store.insert('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
      source: { component },
      reportingComponent: component,
      reportingInstance: '',
      involvedObject: referenceTo(about),
    });
  }

  return {
    normal: (about, component, reason, message) => record('Normal', about, component, reason, message),
    warning: (about, component, reason, message) => record('Warning', about, component, reason, message),
  };
}
