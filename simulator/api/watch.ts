import type { ServerResponse } from 'node:http';
import { resourceOf } from '../kinds.ts';
import type { Simulation } from '../simulation.ts';
import type { StoreEvent } from '../store.ts';
import { selectorOf } from './read.ts';
import type { Call, Target } from './request.ts';

/** The changes that a watch may still start from; older ones are 410, as after etcd's compaction. */
const remembered = 5000;

export interface Watches {
  /** Streams changes until the client leaves or its timeout ends. */
  serve(call: Call, target: Target, response: ServerResponse): void;
}

/** The product does not watch; kubectl's wait, delete and rollout do. */
export function createWatches(simulation: Simulation): Watches {
  const { store, signal } = simulation;
  const history: StoreEvent[] = [];
  signal.addEventListener(
    'abort',
    store.subscribe((event) => {
      history.push(event);
      if (history.length > 2 * remembered) history.splice(0, remembered);
    }),
  );

  return {
    serve(call, target, response) {
      const resource = resourceOf(target.kind);
      const matches = selectorOf(call.query);
      const since = Number(call.query.get('resourceVersion') ?? 0);
      response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
      response.flushHeaders();

      function send(event: Pick<StoreEvent, 'type' | 'object' | 'resource'>): void {
        const { object } = event;
        if (event.resource !== resource || !matches(object)) return;
        if (target.namespace !== '' && object.metadata.namespace !== target.namespace) return;
        if (target.name !== '' && object.metadata.name !== target.name) return;
        response.write(`${JSON.stringify({ type: event.type, object })}\n`);
      }

      if (since === 0) for (const object of store.list(resource)) send({ type: 'ADDED', resource, object });
      else for (const event of history) if (event.revision > since) send(event);
      const unsubscribe = store.subscribe(send);
      const seconds = Number(call.query.get('timeoutSeconds') ?? 1800);
      // Real time: it is the client's connection that ends.
      const timer = setTimeout(() => response.end(), seconds * 1000);
      response.on('close', () => {
        clearTimeout(timer);
        unsubscribe();
      });
    },
  };
}
