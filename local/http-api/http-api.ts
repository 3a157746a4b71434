import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { JWTPayload } from 'jose';
import type { Endpoint } from '../aws-json.ts';
import type { StackClock } from '../clock.ts';
import { closeServer, isLoopbackHost, listenOnLoopback } from '../loopback.ts';
import { splitTarget, toEvent } from './event.ts';
import type { Issuer } from './issuer.ts';
import { gatewayResponse, type HttpResponse, handlerResponse } from './response.ts';
import { findRoute, type Route, type RouteMatch } from './routes.ts';

export type HttpApiOptions = {
  routes: Route[];
  issuer: Issuer;
  invoke: (functionName: string, event: unknown) => Promise<unknown>;
  clock: StackClock;
  port?: number | undefined;
};

/** API Gateway's own limits (docs: HTTP API quotas). */
const TIMEOUT_MS = 30_000;
const BODY_BYTES = 10 * 1024 * 1024;
const HEADER_BYTES = 10_240;

const TOO_LARGE = gatewayResponse(413, 'Request Entity Too Large', { connection: 'close' });

/**
 * API Gateway's HTTP API on loopback: payload 2.0, the JWT authorizer with scopes per route, and the gateway's own answers.
 *
 * Requests that name another host are refused: a web page could otherwise reach it by a name of its own.
 * @throws Error when the port is taken
 */
export async function startHttpApi(options: HttpApiOptions): Promise<Endpoint> {
  const server = createServer(
    { maxHeaderSize: HEADER_BYTES },
    (request, response) => void serve(request, response, options),
  );
  server.on('clientError', refuseHeaders);
  const url = await listenOnLoopback(server, options.port);
  return { url, stop: () => closeServer(server) };
}

async function serve(request: IncomingMessage, response: ServerResponse, options: HttpApiOptions): Promise<void> {
  const { status, headers, body } = await answer(request, options).catch(() =>
    gatewayResponse(500, 'Internal Server Error'),
  );
  // Of a 304 the length would be that of what is not sent.
  response.writeHead(status, { ...headers, ...(status === 304 ? {} : { 'content-length': body.length }) });
  response.end(request.method === 'HEAD' ? undefined : body);
  // A refused body is read away, else the client may see a reset instead of the answer.
  request.resume();
}

async function answer(request: IncomingMessage, options: HttpApiOptions): Promise<HttpResponse> {
  const { headers, method = 'GET' } = request;
  if (!isLoopbackHost(headers.host)) return gatewayResponse(403, 'Forbidden');
  const { path } = splitTarget(request.url);
  const match = findRoute(options.routes, method, path);
  if (!match) return gatewayResponse(404, 'Not Found');
  const claims = match.route.scopes && (await authenticate(headers.authorization, options.issuer));
  if (match.route.scopes && !claims) return gatewayResponse(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
  if (claims && !hasScope(claims, match.route.scopes ?? [])) return gatewayResponse(403, 'Forbidden');
  const body = await readBody(request);
  return body ? invoke(request, body, match, claims, options) : TOO_LARGE;
}

async function authenticate(authorization: string | undefined, issuer: Issuer): Promise<JWTPayload | undefined> {
  const token = authorization?.replace(/^Bearer /i, '');
  return token ? issuer.verify(token) : undefined;
}

/** One of the route's scopes is enough. */
function hasScope(claims: JWTPayload, scopes: string[]): boolean {
  const granted = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  return scopes.length === 0 || scopes.some((scope) => granted.includes(scope));
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop would destroy the socket before the answer is sent: hence an iterator that does not.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function invoke(
  request: IncomingMessage,
  body: Buffer,
  match: RouteMatch,
  claims: JWTPayload | undefined,
  options: HttpApiOptions,
): Promise<HttpResponse> {
  const { clock } = options;
  const over = new AbortController();
  const late = clock.timer(TIMEOUT_MS, over.signal).then(
    () => gatewayResponse(503, 'Service Unavailable'),
    () => gatewayResponse(500, 'Internal Server Error'),
  );
  const result = options.invoke(match.route.function, toEvent(request, body, match, claims, clock.now())).then(
    (value) => handlerResponse(value),
    // Lambda takes 6 MB where the gateway takes 10.
    (thrown: Error) =>
      thrown.name === 'Lambda.RequestTooLargeException' ? TOO_LARGE : gatewayResponse(500, 'Internal Server Error'),
  );
  const first = await Promise.race([result, late]);
  over.abort();
  return first;
}

/** Node's parser gives up before there is a request: the only answer is a raw one. */
function refuseHeaders(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  const [line, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'Request Header Fields Too Large']
      : ['400 Bad Request', 'Bad Request'];
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${line}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
