import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** What a handler of a route answers. */
export interface Reply {
  status: 200 | 201 | 202 | 204;
  body?: unknown;
  headers?: Record<string, string>;
}

/** ≤ 4 MiB an answer: a Lambda's answer ends at 6. */
const MOST_BYTES = 4_194_304;

export function ok(body: unknown, headers: Record<string, string> = {}): Reply {
  return { status: 200, body, headers };
}

export function created(path: string, body: unknown, headers: Record<string, string> = {}): Reply {
  return { status: 201, body, headers: { ...headers, location: path } };
}

/** The work goes on; `path` is where to look. */
export function accepted(path: string, body: unknown): Reply {
  return { status: 202, body, headers: { location: path } };
}

export function noContent(): Reply {
  return { status: 204 };
}

export function etagOf({ generation }: { generation: number }): { etag: string } {
  return { etag: `"${generation}"` };
}

export function render({ status, body, headers = {} }: Reply): APIGatewayProxyStructuredResultV2 {
  if (body === undefined) return { statusCode: status, headers };
  const text = JSON.stringify(body);
  if (Buffer.byteLength(text) > MOST_BYTES) throw new Error('an answer of more than 4 MiB: its page is too long');
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: text,
  };
}
