import { on, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { WebSocket } from 'ws';
import type { Clock } from '../clock/clock.ts';
import { type Answer, readAnswer } from './exchange.ts';

/** A WebSocket that is open. */
export interface Session {
  /** The subprotocol that the server has chosen. */
  protocol: string;
  /** What comes, until the session ends, in good order or not. */
  frames: AsyncIterable<Buffer>;
  send(frame: Uint8Array): void;
  /** Ends it without ceremony. */
  drop(): void;
}

export interface Opening {
  protocols: string[];
  /** Ends the session, whether it is open yet or not. */
  signal: AbortSignal;
  /** From here on the server may have acted on the request. */
  onSent(): void;
}

/** Asks for a session: gives it, or the answer that refuses it. The request's own signal ends with that. @throws Error */
export type OpenSession = (request: RequestOptions, opening: Opening) => Promise<Session | Answer>;

/** Load balancers drop what is silent for a minute, and say so to nobody; a server answers each ping. */
const PING_MS = 10_000;
/** Far above what a server puts into one frame: a copy's buffer of 32 KiB. */
const LONGEST_FRAME = 1024 * 1024;

export function overWebSocket(clock: Clock): OpenSession {
  return async ({ agent, hostname, port, path, headers, signal: opening }, { protocols, signal, onSent }) => {
    signal.throwIfAborted();
    const { WebSocket } = await import('ws'); // whoever runs no command never loads it
    const host = hostname?.includes(':') ? `[${hostname}]` : hostname;
    const socket = new WebSocket(`wss://${host}:${port}${path}`, protocols, {
      ...(agent ? { agent } : {}),
      headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)])),
      perMessageDeflate: false,
      maxPayload: LONGEST_FRAME,
      finishRequest(request) {
        request.once('socket', (connected) => connected.once('secureConnect', onSent));
        request.end();
      },
    });
    // before it is open, since a frame may come together with the answer that opens it
    const messages = on(socket, 'message', { close: ['close'] });
    const drop = () => socket.terminate();
    opening?.addEventListener('abort', drop, { once: true });
    signal.addEventListener('abort', drop, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', drop));
    const refused = await opened(socket).finally(() => opening?.removeEventListener('abort', drop));
    if (refused) return refused;
    void keepAlive(socket, clock);
    return { protocol: socket.protocol, frames: framesOf(messages), send: (frame) => socket.send(frame), drop };
  };
}

/** The answer that refuses it; undefined once it is open. */
async function opened(socket: WebSocket): Promise<Answer | undefined> {
  const settled = new AbortController();
  const refusal = once(socket, 'unexpected-response', { signal: settled.signal }).then(async ([, response]) => {
    return await readAnswer(response as IncomingMessage);
  });
  refusal.catch(() => {}); // given up once it is open
  try {
    return await Promise.race([once(socket, 'open', { signal: settled.signal }).then(() => undefined), refusal]);
  } finally {
    settled.abort();
  }
}

async function* framesOf(messages: AsyncIterable<unknown[]>): AsyncGenerator<Buffer> {
  try {
    for await (const [frame] of messages) if (Buffer.isBuffer(frame)) yield frame;
  } catch {
    // what the server sent is no WebSocket's frame: the session is over, as after any break
  }
}

/** A session whose other end is gone without a word ends after two pings. */
async function keepAlive(socket: WebSocket, clock: Clock): Promise<void> {
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  let heard = true;
  for (const event of ['pong', 'message']) {
    socket.on(event, () => {
      heard = true;
    });
  }
  while (!closed.signal.aborted) {
    if (heard) socket.ping();
    else socket.terminate();
    heard = false;
    await clock.sleep(PING_MS, closed.signal).catch(() => {}); // it has ended
  }
}
