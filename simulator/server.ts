import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type ExecSession, isExec, type Line, openExec, type SessionFault } from './api/exec.ts';
import { type Request, readCall } from './api/read-call.ts';
import { type Answer, type Call, parseTarget } from './api/request.ts';
import { createWatches } from './api/watch.ts';
import type { Certificates } from './certificates.ts';
import { offeredBy, refusingResponse, serveSession } from './exec-sockets.ts';
import type { RequestFault } from './faults.ts';
import { createHttpsListener } from './https-listener.ts';
import type { Runner } from './kubelet/run.ts';
import { subjectOf, suffer, takeFault } from './request-faults.ts';
import { route } from './routes.ts';
import type { Simulation } from './simulation.ts';
import { StatusError } from './status.ts';

export interface ServerOptions {
  simulation: Simulation;
  certificates: Certificates;
  runner: Runner;
  port: number;
  /** The user behind a bearer token. */
  userOf(token: string): string | undefined;
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
  /** As over HTTPS, within this process. @throws Error with the code of a connection that is refused, or breaks */
  ask(request: Request): Promise<Sent | ExecSession>;
}

type Answered = Answer | ExecSession | 'watch' | 'lost';

/** An answer as it goes over the wire. */
export interface Sent {
  status: number;
  headers: Record<string, string>;
  payload: Buffer;
}

export async function startServer(options: ServerOptions): Promise<ApiServer> {
  const { simulation, certificates, runner, userOf } = options;
  const watches = createWatches(simulation);
  const counts = new Map<string, number>();
  const lines = createLines();

  /** `lost`: whatever was done, the connection breaks before its answer. */
  async function answer(call: Call, offered: readonly string[]): Promise<Answered> {
    const subject = subjectOf(simulation, call);
    const name = `${call.user} ${subject.verb} ${subject.resource}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const fault = takeFault(simulation, subject);
    const early = fault && (await suffer(simulation, fault));
    if (early !== undefined) return early;
    if (isWatch(call)) return 'watch';
    if (isExec(call)) return openExec(simulation, runner, call, { offered, fault: sessionFaultOf(fault) });
    const result = route(simulation, runner, call);
    return fault !== undefined && 'loseAnswer' in fault ? 'lost' : result;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request as IncomingMessage & { socket: TLSSocket }, userOf);
    const answered = await answer(call, []);
    if (answered === 'lost') request.socket.destroy();
    else if (answered === 'watch') watches.serve(call, parseTarget(simulation.kinds, call.path), response);
    else if (!isSession(answered)) send(response, answered);
  }

  async function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const answered = await readCall(bodiless(request), userOf)
      .then((call) => answer(call, offeredBy(request)))
      .catch((error: unknown) => answerOf(simulation, error));
    if (typeof answered === 'string') socket.destroy();
    else if (isSession(answered)) serveSession(answered, request, socket, head);
    else send(refusingResponse(request, socket), answered);
  }

  async function ask(request: Request): Promise<Sent | ExecSession> {
    if (!listener.isOpen()) throw broken('ECONNREFUSED');
    const answered = await readCall(request, userOf)
      .then((call) => answer(call, offeredBy(request)))
      .catch((error: unknown) => answerOf(simulation, error));
    if (typeof answered === 'string' || !listener.isOpen()) throw broken('ECONNRESET');
    return isSession(answered) ? lines.tracked(answered) : written(answered);
  }

  async function close(): Promise<void> {
    lines.dropAll();
    await listener.close();
  }

  const failed = (socket: Socket) => (error: unknown) => {
    simulation.log(`request: ${String(error)}`);
    socket.destroy();
  };
  const listener = createHttpsListener(
    certificates,
    (request, response) => {
      serve(request, response)
        .catch((error: unknown) => send(response, answerOf(simulation, error)))
        .catch(failed(request.socket));
    },
    (request, socket, head) => void upgrade(request, socket, head).catch(failed(socket)),
  );
  const port = await listener.listen(options.port);
  return {
    port,
    requests: () => Object.fromEntries(counts),
    connections: listener.connections,
    unreachable: close,
    reachable: async () => void (await listener.listen(port)),
    close,
    ask,
  };
}

/** Of sessions within this process: they break when the server's connections do. */
function createLines() {
  const lines = new Set<Line>();
  return {
    dropAll(): void {
      for (const line of lines) line.drop();
      lines.clear();
    },
    tracked: ({ protocol, begin }: ExecSession): ExecSession => ({
      protocol,
      begin(line) {
        lines.add(line);
        const over = (how: 'close' | 'drop') => () => {
          lines.delete(line);
          line[how]();
        };
        return begin({ send: line.send, close: over('close'), drop: over('drop') });
      },
    }),
  };
}

function isSession(answered: Answer | ExecSession): answered is ExecSession {
  return 'begin' in answered;
}

/** A request to upgrade has none, and its stream no end. */
function bodiless(request: IncomingMessage): Request {
  const { method = 'GET', url = '/', headers } = request;
  return { method, url, headers, socket: request.socket as TLSSocket, async *[Symbol.asyncIterator]() {} };
}

function sessionFaultOf(effect: RequestFault['effect'] | undefined): SessionFault {
  return {
    losesStatus: effect !== undefined && 'loseAnswer' in effect,
    dropsAfterMs: effect !== undefined && 'dropSessionAfterMs' in effect ? effect.dropSessionAfterMs : undefined,
  };
}

function broken(code: 'ECONNREFUSED' | 'ECONNRESET'): Error {
  return Object.assign(new Error(`the simulator: ${code}`), { code });
}

function isWatch(call: Call): boolean {
  const asked = call.query.get('watch');
  return call.method === 'GET' && (asked === 'true' || asked === '1');
}

function answerOf({ log }: Simulation, error: unknown): Answer {
  if (error instanceof StatusError) return { status: error.body.code, body: error.body };
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const { body } = new StatusError(500, 'InternalError', `Internal error occurred: ${String(error)}`);
  return { status: body.code, body };
}

function written({ status, body, headers, text }: Answer): Sent {
  const type = text === true ? 'text/plain' : 'application/json';
  return {
    status,
    headers: { 'content-type': type, ...headers },
    payload: text === true ? (body as Buffer) : Buffer.from(JSON.stringify(body)),
  };
}

function send(response: ServerResponse, answer: Answer): void {
  const { status, headers, payload } = written(answer);
  response.writeHead(status, {
    'content-length': payload.length,
    'audit-id': '',
    'cache-control': 'no-cache, private',
    ...headers,
  });
  response.end(payload);
}
