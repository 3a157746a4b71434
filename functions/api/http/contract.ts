import type * as z from 'zod';
import type { ANSWERS } from '../answers.ts';
import type { ApiRequest } from './request.ts';
import type { Scope } from './scopes.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];
type Answers = typeof ANSWERS;
/** One of functions/api/answers.ts, or a page of a list of them: by name, so that a function loads only its own. */
export type AnswerName = keyof Answers | `${keyof Answers}[]`;
type AnswerOf<Name> = Name extends `${infer Item extends keyof Answers}[]`
  ? { items: Given<z.input<Answers[Item]>>[]; nextCursor?: string | undefined }
  : Name extends keyof Answers
    ? Given<z.input<Answers[Name]>>
    : unknown;
/** Lists that nobody may change can be shown, too. */
type Given<Shape> = Shape extends object ? { readonly [Field in keyof Shape]: Given<Shape[Field]> } : Shape;

/** What a route takes and gives: routers, scopes, the gateway and docs/api/openapi.json are made of it. */
export interface Contract {
  /** Verb and resource: `createBackup`, `listBackups`. */
  operationId: string;
  route: `${Method} /v1/${string}`;
  scope: Scope;
  summary: string;
  body?: z.ZodType | undefined;
  query?: z.ZodObject | undefined;
  /** The request names the ETag that it starts from. */
  ifMatch?: true | undefined;
  /** The request takes an Idempotency-Key. */
  idempotent?: true;
  /** 200 if absent, or 204 where there is no answer. */
  status?: 201 | 202;
  /** Of 201 and 202: where to look, with fields of the answer: `/v1/backups/{id}`. */
  location?: string;
  answer?: AnswerName | undefined;
  /** The answer is a thing whose generation is its ETag, or the begin of it: what a change names in If-Match. */
  etag?: true;
  /** On the audit trail though it changes nothing. */
  showsSecret?: true;
  /** Not on the audit trail: it has a body, as what is asked fits into no address, and changes nothing. */
  changesNothing?: true;
}

type NameIn<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NameIn<Rest> : never;
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
/** A request as its contract has parsed it. */
export interface RequestOf<Path, Body = unknown, Query = unknown, IfMatch = unknown> extends ApiRequest {
  params: Readonly<Record<NameIn<Path>, string>>;
  body: Parsed<Body>;
  query: Parsed<Query>;
  /** `*` is any generation. */
  ifMatch: IfMatch extends true ? number | '*' : undefined;
}

/** A contract with its handler, whatever that takes. */
export interface Route<in Services = never> extends Contract {
  method: Method;
  path: string;
  handle: (services: Services, request: never) => Promise<unknown>;
}

/** @param given its `handle` gets what the contract says, and answers what it says; the router sees to status and headers */
export function route<
  Services,
  const Key extends Contract['route'],
  Body extends z.ZodType | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  IfMatch extends true | undefined = undefined,
  const Answer extends AnswerName | undefined = undefined,
>(
  given: Omit<Contract, 'route' | 'body' | 'query' | 'ifMatch' | 'answer'> & {
    route: Key;
    body?: Body;
    query?: Query;
    ifMatch?: IfMatch;
    answer?: Answer;
    handle: (services: Services, request: RequestOf<Key, Body, Query, IfMatch>) => Promise<AnswerOf<Answer>>;
  },
): Route<Services> {
  const [verb, path = ''] = given.route.split(' ');
  return { ...given, method: METHODS.find((method) => method === verb) ?? 'GET', path };
}

/** Of a route that starts an operation: asked again with its Idempotency-Key it is the same one. */
export function starts(location: string) {
  return { idempotent: true, status: 202, location, answer: 'Operation' } as const;
}

/** Of a route that makes a thing of the catalogue: asked again with its Idempotency-Key it is the same one. */
export function creates(location: string) {
  return { idempotent: true, status: 201, location, etag: true } as const;
}

type Way = Pick<Route, 'method' | 'showsSecret' | 'changesNothing'>;

/** What shows something that a client may keep: its answer has a validator, whatever its contract. */
export function isReading({ method, showsSecret }: Way): boolean {
  return method === 'GET' && showsSecret !== true;
}

/** What changes something, and what shows a secret, leaves a record whatever comes of it. */
export function isAudited(route: Way): boolean {
  return !isReading(route) && route.changesNothing !== true;
}
