import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type * as z from 'zod';
import { Fault } from '../../domain/errors.ts';
import type { AuditRecord } from '../../services/audit/audit.ts';
import { readBody } from './body.ts';
import { type Caller, callerOf, hasScope, type ScopeNames } from './caller.ts';
import { invalid, invalidField } from './invalid.ts';
import { inPlainWords } from './plain-words.ts';

export type ApiEvent = APIGatewayProxyEventV2WithJWTAuthorizer;

/** Tells the trail what a request is about; facts that come later are added. */
export type About = (facts: AuditRecord['facts']) => void;

/** One request, as the handlers of routes see it. */
export interface ApiRequest {
  /** `POST /v1/backups/{id}/cancel`: the same for all requests of a route. */
  route: string;
  params: Readonly<Record<string, string>>;
  caller: Caller;
  /** Whether the token carries the admin scope: for what a route lets only admins ask for. */
  isAdmin: boolean;
  /** Puts on record what the request is about, beside its path. */
  about: About;
  requestId: string;
  /** From the Idempotency-Key header. */
  idempotencyKey: string | undefined;
  /** The generation that If-Match names; `*` is any. @throws Fault `request.precondition_required`, `request.precondition_failed` */
  ifMatch(): number | '*';
  /** @throws Fault `request.invalid` naming each field, `request.not_json`, `request.too_large` */
  body<Schema extends z.ZodType>(schema: Schema): z.output<Schema>;
  /** @throws Fault `request.invalid` naming each parameter */
  query<Schema extends z.ZodType>(schema: Schema): z.output<Schema>;
}

const LONGEST_NAME = 253;
export const IDEMPOTENCY_KEY = /^[!-~]{1,255}$/;

export function requestOf(event: ApiEvent, route: string, about: About, scopes: ScopeNames): ApiRequest {
  const { headers, pathParameters = {}, queryStringParameters, requestContext } = event;
  const key = headers['idempotency-key'];
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
    throw new Fault('request.invalid', 'the Idempotency-Key must be 1 to 255 printable characters without blanks');
  }
  // Longer than any name or id; DynamoDB would refuse it as a key.
  if (Object.values(pathParameters).some((value) => (value ?? '').length > LONGEST_NAME)) {
    throw new Fault('request.not_found', 'nothing has a name of that length');
  }
  const caller = callerOf(event);
  return {
    route,
    params: Object.fromEntries(Object.entries(pathParameters).map(([name, value]) => [name, value ?? ''])),
    caller,
    isAdmin: hasScope(caller, 'admin', scopes),
    about,
    requestId: requestContext.requestId,
    idempotencyKey: key,
    ifMatch: () => generationIn(headers['if-match']),
    body: (schema) => {
      const body = readBody(event);
      if (pathParameters.name !== undefined) checkName(body, pathParameters.name);
      const parsed = schema.safeParse(body, { error: inPlainWords });
      if (!parsed.success) throw invalid(parsed.error, 'body');
      return parsed.data;
    },
    query: (schema) => {
      const parsed = schema.safeParse(queryStringParameters ?? {}, { error: inPlainWords });
      if (!parsed.success) throw invalid(parsed.error, 'query');
      return parsed.data;
    },
  };
}

/** A thing keeps its name: a body that was read from another one is not meant for this path. */
function checkName(body: object, name: string): void {
  if (!('name' in body) || body.name === name) return;
  const message = `the name in the body is not that of the path, ${name}; a name cannot be changed`;
  throw invalidField('/name', message);
}

function generationIn(ifMatch: string | undefined): number | '*' {
  if (ifMatch === undefined) throw new Fault('request.precondition_required', 'the request has no If-Match');
  if (ifMatch.trim() === '*') return '*';
  const [, digits] = /^"(\d{1,15})"$/.exec(ifMatch.trim()) ?? [];
  // RFC 9110, 13.1.1: what is no ETag of ours matches nothing.
  if (digits === undefined) throw new Fault('request.precondition_failed', 'If-Match is not an ETag of this API');
  return Number(digits);
}
