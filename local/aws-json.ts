import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isObject, type JsonObject } from './json.ts';
import { closeServer, isLocalProgram, listenOnLoopback } from './loopback.ts';
import { serviceError } from './service-error.ts';

export type Operations = Record<string, (request: JsonObject) => unknown>;
export type Endpoint = { url: string; stop: () => Promise<void> };

/** The services' own limit on a request is 1 MB or below. */
const REQUEST_BYTES = 2 * 1024 * 1024;

/**
 * An endpoint of an AWS service that speaks AWS JSON: POST /, `x-amz-target: <prefix>.<operation>`, errors as `__type` and message.
 * Signatures are not checked: it listens on loopback, and refuses browsers (a web page may know the port).
 */
export async function startAwsJson(service: {
  version: '1.0' | '1.1';
  targetPrefix: string;
  operations: Operations;
  port?: number;
}): Promise<Endpoint> {
  const server = createServer((request, response) => void answer(request, response, service));
  const url = await listenOnLoopback(server, service.port);
  return { url, stop: () => closeServer(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  service: { version: string; targetPrefix: string; operations: Operations },
): Promise<void> {
  try {
    const body = JSON.stringify((await call(request, service)) ?? {});
    send(response, 200, service.version, body);
  } catch (error) {
    const known = error instanceof Error && error.name !== 'Error' && error.name !== 'TypeError';
    const { name, message } = known ? error : serviceError('InternalFailure', 'internal failure of the embedded stack');
    response.setHeader('x-amzn-errortype', name);
    send(response, known ? 400 : 500, service.version, JSON.stringify({ __type: name, message }));
  }
}

async function call(
  request: IncomingMessage,
  service: { targetPrefix: string; operations: Operations },
): Promise<unknown> {
  if (!isLocalProgram(request)) throw serviceError('AccessDeniedException', 'only programs on this machine are served');
  const [prefix, operation = ''] = String(request.headers['x-amz-target']).split('.');
  const run =
    prefix === service.targetPrefix && Object.hasOwn(service.operations, operation)
      ? service.operations[operation]
      : undefined;
  if (!run)
    throw serviceError('UnknownOperationException', `${prefix}.${operation} is not offered by the embedded stack`);
  return run(await readBody(request));
}

/** @throws SerializationException, RequestEntityTooLargeException */
export async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > REQUEST_BYTES) throw serviceError('RequestEntityTooLargeException', 'the request is too large');
    chunks.push(chunk);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    if (isObject(body)) return body as JsonObject;
  } catch {
    // Falls through: a body that is no JSON is answered like one that is no object.
  }
  throw serviceError('SerializationException', 'the body is not a JSON object');
}

function send(response: ServerResponse, status: number, version: string, body: string): void {
  response.writeHead(status, { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() });
  response.end(body);
}
