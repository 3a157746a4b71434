import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { JWTPayload } from 'jose';
import type { RouteMatch } from './routes.ts';

const TEXT = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded|problem\+json|[\w.-]+\+(json|xml)))/;

/** What the JWT authorizer hands on: every claim is a string, arrays as `[a b]`. */
export type JwtContext = { jwt: { claims: Record<string, string>; scopes: string[] } };

/** A request as payload format 2.0 has it: what is absent is left out, values of a repeated name are joined by commas. */
export function toEvent(
  request: IncomingMessage,
  body: Buffer,
  match: RouteMatch,
  claims: JWTPayload | undefined,
  now: number,
): APIGatewayProxyEventV2 {
  const { path, queryString } = splitTarget(request.url);
  const domainName = (request.headers.host ?? 'localhost').replace(/:\d+$/, '');
  const query = joinQuery(new URLSearchParams(queryString));
  const method = request.method ?? 'GET';
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: path,
    rawQueryString: queryString,
    headers: joinHeaders(request.headers),
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'embedded',
      domainName,
      domainPrefix: domainName.split('.')[0] ?? domainName,
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now,
      ...(claims && {
        authorizer: { jwt: { claims: asStrings(claims), scopes: match.route.scopes ?? [] } } satisfies JwtContext,
      }),
    },
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    ...encodeBody(body, request.headers['content-type']),
  } as APIGatewayProxyEventV2;
}

/** The request's target as it was sent: `URL` would tidy it up. */
export function splitTarget(target = '/'): { path: string; queryString: string } {
  const [path = '/', ...rest] = target.split('?');
  return { path, queryString: rest.join('?') };
}

function encodeBody(body: Buffer, contentType: string | undefined): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const text = TEXT.test(contentType ?? 'application/json');
  return { body: body.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text };
}

function joinQuery(parameters: URLSearchParams): Record<string, string> | undefined {
  const names = [...new Set(parameters.keys())];
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, parameters.getAll(name).join(',')]));
}

function joinHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
  );
}

function asStrings(claims: JWTPayload): Record<string, string> {
  const entries = Object.entries(claims).map(([name, value]) => [
    name,
    Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** `23/Nov/2026:08:00:00 +0000` */
function commonLogTime(now: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
