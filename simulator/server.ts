import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Logs } from './api/logs.ts';
import { type Answer, type Call, parseTarget, verbOf } from './api/request.ts';
import { createWatches } from './api/watch.ts';
import type { Certificates } from './certificates.ts';
import { delay } from './clock.ts';
import type { RequestFault } from './faults.ts';
import { resourceOf } from './kinds.ts';
import { route } from './routes.ts';
import type { Simulation } from './simulation.ts';
import { badRequest, StatusError, unauthorized, unsupportedMediaType } from './status.ts';

/** etcd's limit, which the API server puts on bodies. */
const longestBody = 3 * 1024 * 1024;

export interface ServerOptions {
  simulation: Simulation;
  certificates: Certificates;
  logs: Logs;
  port: number;
  /** The user behind a bearer token. */
  userOf(token: string): string | undefined;
  /** Answers before the API does: the faults' own path. */
  intercept?(call: Call): Answer | undefined;
}

export interface ApiServer {
  port: number;
  /** Requests so far by `user verb resource`. */
  requests(): Record<string, number>;
  /** TCP connections accepted so far. */
  connections(): number;
  /** Connection refused, until `reachable`. */
  unreachable(): Promise<void>;
  reachable(): Promise<void>;
  close(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<ApiServer> {
  const { simulation, certificates, logs, userOf, intercept } = options;
  const watches = createWatches(simulation);
  const sockets = new Set<Duplex>();
  const counts = new Map<string, number>();
  let accepted = 0;

  const server = createServer(
    {
      key: certificates.server.key,
      cert: certificates.server.certificate,
      ca: certificates.ca,
      requestCert: true,
      rejectUnauthorized: false,
      keepAliveTimeout: 120_000,
    },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        simulation.log(`request: ${String(error)}`);
        request.socket.destroy();
      });
    },
  );
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const call = await readCall(request);
      const fault = takeFault(call);
      if (fault !== undefined && (await suffer(fault, request, response)) === 'answered') return;
      const handled = intercept?.(call);
      if (handled === undefined && isWatch(call)) {
        watches.serve(call, parseTarget(simulation.kinds, call.path), response);
        return;
      }
      const result = handled ?? route(simulation, logs, call);
      if (fault !== undefined && 'loseAnswer' in fault.effect) request.socket.destroy();
      else send(response, result);
    } catch (error) {
      if (!(error instanceof StatusError))
        simulation.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      const { body } =
        error instanceof StatusError
          ? error
          : new StatusError(500, 'InternalError', `Internal error occurred: ${String(error)}`);
      send(response, { status: body.code, body });
    }
  }

  async function readCall(request: IncomingMessage): Promise<Call> {
    const user = whoIs(request, userOf);
    const url = new URL(request.url ?? '/', 'https://localhost');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > longestBody)
        throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${longestBody}`);
      chunks.push(chunk);
    }
    return {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '',
      accept: request.headers.accept ?? '',
      body: parseBody(request.headers['content-type'] ?? '', Buffer.concat(chunks).toString()),
      user,
    };
  }

  function takeFault(call: Call): RequestFault | undefined {
    const subject = subjectOf(simulation, call);
    const name = `${call.user} ${subject.verb} ${subject.resource}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const elsewhere = ({ effect }: RequestFault) => !('forbid' in effect) && !('expireContinue' in effect);
    return simulation.faults.take('request', subject, elsewhere);
  }

  async function suffer(
    { effect }: RequestFault,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<'answered' | 'goes on'> {
    if ('latencyMs' in effect) await delay(simulation.clock, effect.latencyMs);
    if ('reset' in effect) {
      request.socket.destroy();
      return 'answered';
    }
    if (!('status' in effect)) return 'goes on';
    const { status, message, retryAfterSeconds } = effect;
    const reasons: Record<number, string> = {
      429: 'TooManyRequests',
      500: 'InternalError',
      503: 'ServiceUnavailable',
      504: 'Timeout',
    };
    const text =
      message ??
      (status === 429
        ? 'too many requests, please try again later'
        : 'an error on the server has prevented the request from succeeding');
    const { body } = new StatusError(
      status,
      reasons[status] ?? 'Unknown',
      text,
      retryAfterSeconds === undefined ? undefined : { retryAfterSeconds },
    );
    send(response, {
      status,
      body,
      headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    });
    return 'answered';
  }

  function listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    return closed;
  }

  const port = await listen(options.port);
  return {
    port,
    requests: () => Object.fromEntries(counts),
    connections: () => accepted,
    unreachable: close,
    reachable: async () => void (await listen(port)),
    close,
  };
}

/** What a fault's scope is compared with; a path that names no kind is its own resource. */
function subjectOf(
  { kinds }: Simulation,
  call: Call,
): { verb: string; resource: string; namespace: string; name: string; user: string } {
  try {
    const target = parseTarget(kinds, call.path);
    const { kind, namespace, name, subresource } = target;
    const resource = subresource === '' ? resourceOf(kind) : `${resourceOf(kind)}/${subresource}`;
    return { verb: verbOf(call, target), resource, namespace, name, user: call.user };
  } catch {
    return { verb: call.method.toLowerCase(), resource: call.path, namespace: '', name: '', user: call.user };
  }
}

function isWatch(call: Call): boolean {
  const asked = call.query.get('watch');
  return call.method === 'GET' && (asked === 'true' || asked === '1');
}

function whoIs(request: IncomingMessage, userOf: (token: string) => string | undefined): string {
  const socket = request.socket as TLSSocket;
  const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const user = token === undefined ? undefined : userOf(token);
  if (user !== undefined) return user;
  // A certificate does not save a wrong token.
  if (token === undefined && socket.authorized) return String(socket.getPeerCertificate().subject.CN);
  throw unauthorized();
}

function parseBody(contentType: string, text: string): unknown {
  if (text === '') return undefined;
  // kubectl's own typed commands speak it; what the product and `kubectl apply` send is JSON.
  if (contentType.includes('protobuf')) throw unsupportedMediaType();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`the object provided is unrecognized: ${error instanceof Error ? error.message : ''}`);
  }
}

function send(response: ServerResponse, { status, body, headers, text }: Answer): void {
  const type = text === true ? 'text/plain' : 'application/json';
  const payload = text === true ? (body as Buffer) : Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': type,
    'content-length': payload.length,
    'audit-id': '',
    'cache-control': 'no-cache, private',
    ...headers,
  });
  response.end(payload);
}
