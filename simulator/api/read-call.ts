import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { badRequest, StatusError, unauthorized, unsupportedMediaType } from '../status.ts';
import type { Call } from './request.ts';

/** etcd's limit, which the API server puts on bodies. */
const longestBody = 3 * 1024 * 1024;

/** What is read of one, from a connection or from within this process. */
export type Request = Pick<IncomingMessage, 'method' | 'url' | 'headers'> &
  AsyncIterable<Buffer> & { socket: Partial<Pick<TLSSocket, 'authorized' | 'getPeerCertificate'>> };

/** Reads a request whole. Throws StatusError. */
export async function readCall(request: Request, userOf: (token: string) => string | undefined): Promise<Call> {
  const user = whoIs(request, userOf);
  const url = new URL(request.url ?? '/', 'https://localhost');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
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

function whoIs({ headers, socket }: Request, userOf: (token: string) => string | undefined): string {
  const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  const user = token === undefined ? undefined : userOf(token);
  if (user !== undefined) return user;
  // A certificate does not save a wrong token.
  if (token === undefined && socket.authorized) return String(socket.getPeerCertificate?.().subject.CN);
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
