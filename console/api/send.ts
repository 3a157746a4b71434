import { tellConnection } from './connection.ts';

interface Kept {
  etag: string;
  body: string;
  headers: Headers;
}

/** Answers that are asked for again and again; the oldest go. */
const MOST_KEPT = 100;

/**
 * `fetch`, which asks only for what has changed since, and tells whether the API answers at all. The kept answers live as long
 * as the page: the API forbids the browser to store them.
 */
export function createSend(): (request: Request) => Promise<Response> {
  const kept = new Map<string, Kept>();
  return async (request) => {
    const before = request.method === 'GET' ? kept.get(request.url) : undefined;
    if (before) request.headers.set('if-none-match', before.etag);
    const response = await fetch(request).catch((error: unknown) => {
      // Whoever left the page has not lost the connection.
      if (!request.signal.aborted || isTimeout(request.signal)) tellConnection(false);
      throw error;
    });
    tellConnection(response.status < 502);
    if (response.status === 304 && before) return new Response(before.body, { status: 200, headers: before.headers });
    const etag = response.headers.get('etag');
    if (request.method !== 'GET' || !response.ok || etag === null) return response;
    const body = await response.text();
    kept.delete(request.url);
    kept.set(request.url, { etag, body, headers: response.headers });
    for (const url of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(url);
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

function isTimeout(signal: AbortSignal): boolean {
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
}
