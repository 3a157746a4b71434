import * as z from 'zod';
import { Fault, faultAt } from '../../domain/errors.ts';
import { fieldsIn } from '../../domain/fields.ts';
import { readBody } from './body.ts';
import { callerOf, checkScope, hasScope, type ScopeNames } from './caller.ts';
import type { Contract } from './contract.ts';
import { invalid } from './invalid.ts';
import type { About, ApiEvent } from './request.ts';
import { THING_TAG } from './validators.ts';

const LONGEST_NAME = 253;
/** Of names that a query made up. */
const LONGEST_SHOWN = 64;
const MOST_NAMED = 50;
/** What a route knows nothing of is refused, and not left out in silence. */
const NO_QUERY = z.strictObject({});
export const IDEMPOTENCY_KEY = /^[!-~]{1,255}$/;

/**
 * The request as its contract says: nothing else of it reaches the handler.
 * @throws Fault Rejected `request.unauthenticated`, `request.forbidden`, `request.precondition_required`,
 * `request.precondition_failed`, `request.not_json`, `request.too_large`, `request.invalid` naming each field or parameter
 */
export function parseRequest(event: ApiEvent, contract: Contract, about: About, scopes: ScopeNames) {
  const { headers, pathParameters = {}, queryStringParameters = {}, rawQueryString, requestContext } = event;
  const { route, scope, idempotent, ifMatch, body, query } = contract;
  const key = headers['idempotency-key'];
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
    throw new Fault('request.invalid', 'the Idempotency-Key must be 1 to 255 printable characters without blanks');
  }
  // Longer than any name or id; DynamoDB would refuse it as a key.
  if (Object.values(pathParameters).some((value) => (value ?? '').length > LONGEST_NAME)) {
    throw new Fault('request.not_found', 'nothing has a name of that length');
  }
  const caller = callerOf(event);
  checkScope(caller, scope, scopes);
  refuseRepeated(rawQueryString);
  return {
    route,
    params: Object.fromEntries(Object.entries(pathParameters).map(([name, value]) => [name, value ?? ''])),
    caller,
    isAdmin: hasScope(caller, 'admin', scopes),
    about,
    requestId: requestContext.requestId,
    idempotencyKey: idempotent && key,
    ifMatch: ifMatch && generationIn(headers['if-match']),
    body: body && parseBody(body, bodyOf(event)),
    query: parseAs(query ?? NO_QUERY, queryStringParameters, 'query'),
  };
}

/** The gateway would join the values by a comma, and something else would be looked for than was asked for. */
function refuseRepeated(rawQueryString: string): void {
  const names = [...new URLSearchParams(rawQueryString).keys()];
  const repeated = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].slice(0, MOST_NAMED);
  const message = 'it is given more than once; a list is one value with commas';
  const errors = repeated.map((name) => ({ parameter: name.slice(0, LONGEST_SHOWN), message }));
  const [first] = errors;
  if (first) throw new Fault('request.invalid', `${first.parameter} is not valid: ${message}`, { details: { errors } });
}

/** Of several forms of a body the last is meant of which it has a field that only that form has. */
function formOf(schema: z.ZodType, value: unknown): z.ZodType {
  if (!(schema instanceof z.ZodUnion) || schema instanceof z.ZodDiscriminatedUnion) return schema;
  const forms = schema.options.filter((form) => form instanceof z.ZodObject);
  const isOwn = (field: string) => forms.filter(({ shape }) => Object.hasOwn(shape, field)).length === 1;
  const given = Object.keys(fieldsIn(value)).filter(isOwn);
  return forms.findLast(({ shape }) => given.some((field) => Object.hasOwn(shape, field))) ?? forms[0] ?? schema;
}

function parseBody(schema: z.ZodType, value: unknown): unknown {
  return parseAs(formOf(schema, value), value, 'body');
}

/** @throws Fault Rejected `request.invalid`, `settings.cluster_only` */
export function parseAs<Output>(schema: z.ZodType<Output>, value: unknown, part: 'body' | 'query'): Output {
  const parsed = schema.safeParse(value, { error: inPlainWords });
  if (!parsed.success) throw invalid(parsed.error, part);
  return parsed.data;
}

/** A thing keeps its name: a body that was read from another one is not meant for this path. */
function bodyOf(event: ApiEvent): object {
  const body = readBody(event);
  const { name } = event.pathParameters ?? {};
  if (name === undefined || !('name' in body) || body.name === name) return body;
  const message = `the name in the body is not that of the path, ${name}; a name cannot be changed`;
  throw faultAt('request.invalid', '/name', message);
}

function generationIn(ifMatch: string | undefined): number | '*' {
  if (ifMatch === undefined) throw new Fault('request.precondition_required', 'the request has no If-Match');
  if (ifMatch.trim() === '*') return '*';
  const [, digits] = THING_TAG.exec(ifMatch.trim()) ?? [];
  // RFC 9110, 13.1.1: what is no ETag of ours matches nothing.
  if (digits === undefined) throw new Fault('request.precondition_failed', 'If-Match is not an ETag of this API');
  return Number(digits);
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What a field must be, where its schema has no words of its own: as those have it, and never what was sent. */
export function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  const { code, input, discriminator } = issue;
  if (code === 'invalid_type' && input === undefined) return 'it is missing';
  if (code === 'invalid_type') return TYPES[issue.expected];
  if (code === 'too_small') return bound(issue.exact ? 'exactly' : 'at least', issue.minimum, issue.origin);
  if (code === 'too_big') return bound(issue.exact ? 'exactly' : 'at most', issue.maximum, issue.origin);
  if (code === 'invalid_value') return choice(issue.values);
  if (code === 'invalid_union' && typeof discriminator === 'string') {
    const given = fieldsIn(input)[discriminator];
    return given === undefined ? 'it is missing' : choice(Array.isArray(issue.options) ? issue.options : []);
  }
  if (code === 'invalid_key') return issue.issues[0]?.message;
  if (code === 'invalid_format' && issue.format === 'datetime') return 'a moment such as 2026-11-26T02:00:00Z';
  if (code === 'invalid_format' && issue.format === 'url') return 'an http or https address';
  return undefined;
}

function bound(how: string, limit: number | bigint, origin: string): string {
  if (origin === 'array') return `${how} ${limit} of them`;
  if (origin !== 'string') return `${how} ${limit}`;
  return `${how} ${limit} ${Number(limit) === 1 ? 'character' : 'characters'}`;
}

function choice(values: readonly z.core.util.Primitive[] = []): string {
  const words = values.map(String);
  return words.length > 1 ? `one of ${words.join(', ')}` : `only ${words.join()} is taken here`;
}
