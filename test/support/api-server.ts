import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Authority, createAuthority } from './authority.ts';

/** Stands in for an API server where a test is about the way to it: it answers what the test says. */
export interface ApiServer {
  server: string;
  authority: Authority;
  /** TLS connections made so far. */
  connections(): number;
  close(): Promise<void>;
  calls: { method: string; path: string; headers: IncomingMessage['headers']; body: string }[];
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Never answer. */
  hang?: boolean;
  /** SnapshotTaken the connection. */
  cut?: boolean;
}

export async function startApiServer(
  answer: (call: { method: string; path: string; body: string; nth: number }) => Reply,
): Promise<ApiServer> {
  const authority = await createAuthority();
  const { cert, key } = await authority.issue(['localhost', '127.0.0.1']);
  const calls: ApiServer['calls'] = [];
  let connections = 0;
  const server = createServer({ cert, key, ca: authority.pem, requestCert: true, rejectUnauthorized: false });
  server.on('secureConnection', () => {
    connections += 1;
  });
  server.on('request', (request, response) => {
    void text(request).then((body) => {
      const { method = '', url: path = '', headers } = request;
      calls.push({ method, path, headers, body });
      write(request, response, answer({ method, path, body, nth: calls.length }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    server: `https://127.0.0.1:${port}`,
    authority,
    calls,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function write(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (reply.hang) return;
  if (reply.cut) {
    request.socket.destroy();
    return;
  }
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** What the API server says when it refuses. */
export function status(code: number, reason: string, message = reason): Reply {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message } };
}
