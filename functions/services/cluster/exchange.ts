import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request as send } from 'node:https';
import { bytesOf } from '../../domain/bytes.ts';
import { Fault } from '../../domain/errors.ts';
import { MAX_OF_API_SERVER } from '../../domain/location/location-layout.ts';

export interface Answer {
  status: number;
  contentType: string;
  text: string;
  retryAfterSeconds?: number;
  /** An earlier try of the same call ended without an answer that settles it, and may have taken effect. */
  afterDoubt?: boolean;
}

/** Sends one request and reads its answer, whatever its status. */
export type Exchange = (request: RequestOptions, body: Buffer | undefined, mostBytes: number) => Promise<Answer>;

export const overHttps: Exchange = (options, body, mostBytes) => {
  return new Promise((done, fail) => {
    const request = send(options, (response) => {
      readAnswer(response, mostBytes).then(done, fail);
    });
    request.on('error', fail);
    request.end(body);
  });
};

export async function readAnswer(response: IncomingMessage, mostBytes = MAX_OF_API_SERVER): Promise<Answer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of bytesOf(response)) {
    size += part.length;
    if (size > mostBytes) {
      response.destroy();
      const details = { reason: 'TooLarge' };
      const message = `an answer of the API server is over ${mostBytes / 2 ** 20} MiB`;
      throw new Fault('cluster.request_refused', message, { details });
    }
    parts.push(part);
  }
  const retryAfter = Number(response.headers['retry-after']);
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    text: Buffer.concat(parts).toString('utf8'),
    ...(retryAfter >= 0 ? { retryAfterSeconds: retryAfter } : {}),
  };
}
