import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isObject, type Json, type JsonObject } from './json.ts';
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
  port: number | undefined;
}): Promise<Endpoint> {
  const { version, targetPrefix, operations, port } = service;
  const call = async (request: IncomingMessage) => {
    const [prefix, operation = ''] = String(request.headers['x-amz-target']).split('.');
    const run = prefix === targetPrefix && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!run)
      throw serviceError('UnknownOperationException', `${prefix}.${operation} is not offered by the embedded stack`);
    return run(await readBody(request));
  };
  return startEndpoint({ contentType: `application/x-amz-json-${version}`, statusOf: () => 400, call }, port);
}

type Protocol = {
  contentType: string;
  /** Of an error, by its code. */
  statusOf: (code: string) => number;
  call: (request: IncomingMessage) => Promise<unknown>;
};

export async function startEndpoint(protocol: Protocol, port?: number): Promise<Endpoint> {
  const server = createServer((request, response) => void answer(request, response, protocol));
  const url = await listenOnLoopback(server, port);
  return { url, stop: () => closeServer(server) };
}

async function answer(request: IncomingMessage, response: ServerResponse, protocol: Protocol): Promise<void> {
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': protocol.contentType, 'x-amzn-requestid': randomUUID() });
    response.end(JSON.stringify(body));
  };
  try {
    if (!isLocalProgram(request))
      throw serviceError('AccessDeniedException', 'only programs on this machine are served');
    send(200, (await protocol.call(request)) ?? {});
  } catch (error) {
    const known = error instanceof Error && error.name !== 'Error' && error.name !== 'TypeError';
    const { name, message } = known ? error : serviceError('InternalFailure', 'internal failure of the embedded stack');
    response.setHeader('x-amzn-errortype', name);
    send(known ? protocol.statusOf(name) : 500, { __type: name, message });
  }
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

/** @throws ValidationException */
export function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw serviceError('ValidationException', 'a required string is missing');
  return value;
}

/** A page of at most `size` (100 if absent, 1,000 at most); the token is the position of the next one. */
export function paged<T>(
  all: readonly T[],
  size: Json | undefined,
  token: Json | undefined = 0,
): { items: T[]; next: string | undefined } {
  const from = Number(token);
  const to = from + Math.min(Number(size ?? 0) || 100, 1000);
  if (!Number.isInteger(from) || from < 0) throw serviceError('InvalidToken', 'Invalid Token');
  return { items: all.slice(from, to), next: to < all.length ? String(to) : undefined };
}
