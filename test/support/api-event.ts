import type { ApiEvent } from '../../functions/api/http/request.ts';

export interface Asked {
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string;
  headers?: Record<string, string>;
  scopes?: string;
  subject?: string;
}

const ALL_SCOPES = 'snapferry/read snapferry/operate snapferry/admin';
let requests = 0;

/** As payload format 2.0 has it; header names come in lower case. */
export function eventOf(
  method: string,
  path: string,
  query: string,
  { body, raw, headers = {}, scopes = ALL_SCOPES, subject = 'ann' }: Asked,
  pathParameters: Record<string, string>,
): ApiEvent {
  requests += 1;
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const given = new URLSearchParams(query);
  const parameters = Object.fromEntries([...given.keys()].map((name) => [name, given.getAll(name).join(',')]));
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    pathParameters,
    ...(query ? { queryStringParameters: parameters } : {}),
    ...(text === undefined ? {} : { body: text }),
    isBase64Encoded: false,
    requestContext: {
      requestId: `request-${requests}`,
      http: { method, path, sourceIp: '192.0.2.7' },
      authorizer: { jwt: { claims: { sub: subject, scope: scopes }, scopes: [] } },
    },
  } as unknown as ApiEvent;
}
