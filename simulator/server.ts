import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logs } from './api/logs.ts';
import { readCall } from './api/read-call.ts';
import { type Answer, type Call, parseTarget } from './api/request.ts';
import { createWatches } from './api/watch.ts';
import type { Certificates } from './certificates.ts';
import { createHttpsListener } from './https-listener.ts';
import { subjectOf, suffer, takeFault } from './request-faults.ts';
import { route } from './routes.ts';
import type { Simulation } from './simulation.ts';
import { StatusError } from './status.ts';

export interface ServerOptions {
  simulation: Simulation;
  certificates: Certificates;
  logs: Logs;
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
}

export async function startServer(options: ServerOptions): Promise<ApiServer> {
  const { simulation, certificates, logs, userOf } = options;
  const watches = createWatches(simulation);
  const counts = new Map<string, number>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request, userOf);
    const subject = subjectOf(simulation, call);
    const name = `${call.user} ${subject.verb} ${subject.resource}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const fault = takeFault(simulation, subject);
    const early = fault && (await suffer(simulation, fault));
    if (early === 'reset') request.socket.destroy();
    else if (early !== undefined) send(response, early);
    if (early !== undefined) return;
    if (isWatch(call)) {
      watches.serve(call, parseTarget(simulation.kinds, call.path), response);
      return;
    }
    const result = route(simulation, logs, call);
    if (fault !== undefined && 'loseAnswer' in fault) request.socket.destroy();
    else send(response, result);
  }

  const listener = createHttpsListener(certificates, (request, response) => {
    serve(request, response)
      .catch((error: unknown) => send(response, answerOf(simulation, error)))
      .catch((error: unknown) => {
        simulation.log(`request: ${String(error)}`);
        request.socket.destroy();
      });
  });
  const port = await listener.listen(options.port);
  return {
    port,
    requests: () => Object.fromEntries(counts),
    connections: listener.connections,
    unreachable: listener.close,
    reachable: async () => void (await listener.listen(port)),
    close: listener.close,
  };
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
