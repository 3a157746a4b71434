import { EventEmitter, on } from 'node:events';
import type { RequestOptions } from 'node:https';
import type { Exchange } from '../../functions/services/cluster/exchange.ts';
import type { OpenSession } from '../../functions/services/cluster/session.ts';
import type { Simulator } from '../../simulator/simulator.ts';

type Sent = Exclude<Awaited<ReturnType<Simulator['ask']>>, { begin: unknown }>;

/** The way to a simulator that makes no connection: each request and answer is read and written as on one. */
export function askWithin({ ask }: Simulator): Exchange {
  return async (request, body) => {
    const sent = await ask(requestOf(request, body));
    if ('begin' in sent) throw new Error('a session was opened where none was asked for');
    return answerOf(sent);
  };
}

/** Sessions on the same way. */
export function openWithin({ ask }: Simulator): OpenSession {
  return async (request, { protocols, signal, onSent }) => {
    signal.throwIfAborted();
    const { headers, ...asked } = requestOf(request, undefined);
    const upgrade = { upgrade: 'websocket', 'sec-websocket-protocol': protocols.join(', ') };
    const sent = await ask({ ...asked, headers: { ...headers, ...upgrade } });
    onSent();
    if (!('begin' in sent)) return answerOf(sent);
    const line = new EventEmitter();
    const frames = on(line, 'frame', { close: ['end'] });
    const end = () => void line.emit('end');
    signal.addEventListener('abort', end, { once: true });
    const take = sent.begin({ send: (frame) => void line.emit('frame', frame), close: end, drop: end });
    return {
      protocol: sent.protocol,
      frames: bytesOf(frames),
      send: (frame) => take(Buffer.from(frame)),
      drop: end,
    };
  };
}

async function* bytesOf(frames: AsyncIterable<unknown[]>): AsyncGenerator<Buffer> {
  for await (const [frame] of frames) yield frame as Buffer;
}

function requestOf(
  { method, path, headers }: RequestOptions,
  body: Buffer | undefined,
): Parameters<Simulator['ask']>[0] {
  return {
    method: method ?? 'GET',
    url: path ?? '/',
    headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)])),
    socket: {},
    async *[Symbol.asyncIterator]() {
      if (body) yield body;
    },
  };
}

function answerOf({ status, headers, payload }: Sent) {
  const retryAfter = Number(headers['retry-after']);
  return {
    status,
    contentType: headers['content-type'] ?? '',
    text: payload.toString('utf8'),
    ...(retryAfter >= 0 ? { retryAfterSeconds: retryAfter } : {}),
  };
}
