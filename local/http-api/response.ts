import { isObject } from '../json.ts';

export type HttpResponse = { status: number; headers: Record<string, string>; body: Buffer };

/** A response of the gateway's own: `{ "message": "Unauthorized" }`. */
export function gatewayResponse(status: number, message: string, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify({ message })),
  };
}

/** A handler's result, as payload format 2.0 reads it: one without statusCode is a JSON body with 200. */
export function handlerResponse(result: unknown): HttpResponse {
  if (!isObject(result) || result.statusCode === undefined) {
    const text = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) };
  }
  const { statusCode, body = '', isBase64Encoded } = result;
  const headers = lowerCased(isObject(result.headers) ? result.headers : {});
  if (typeof statusCode !== 'number' || typeof body !== 'string') return gatewayResponse(500, 'Internal Server Error');
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain', ...headers },
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function lowerCased(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
