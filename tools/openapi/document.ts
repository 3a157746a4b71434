import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { ANSWERS } from '../../functions/api/answers.ts';
import { type AnswerName, type Contract, isReading, type Route } from '../../functions/api/http/contract.ts';
import { IDEMPOTENCY_KEY } from '../../functions/api/http/parse-request.ts';
import { scopesFor } from '../../functions/api/http/scopes.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { VERSION } from '../../functions/domain/cluster/version.ts';
import { dnsLabel } from '../../functions/domain/dns-label.ts';
import { FAULTS, type FaultCode } from '../../functions/domain/errors.ts';
import { OPERATION_ID } from '../../functions/domain/ids.ts';
import { nameComponents } from './components.ts';

const CODES = Object.keys(FAULTS) as [FaultCode, ...FaultCode[]];

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(CODES),
    remedy: z.string(),
    requestId: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().optional(), parameter: z.string().optional(), message: z.string() }))
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457, with facts of the fault beside these fields' });

const PROBLEM = { 'application/problem+json': { schema: problem } };
/** API Gateway answers some requests before any function sees them, and lets nobody choose how. */
const GATEWAY = {
  'application/json': { schema: z.object({ message: z.string() }).meta({ id: 'GatewayError' }) },
};

const PATH_PARAMETERS: Readonly<Record<string, z.ZodType>> = {
  name: dnsLabel,
  id: z.string().regex(OPERATION_ID),
  epoch: z.int().min(1).meta({ description: 'of an execution' }),
};

/** The OpenAPI 3.1 document of the API, from the contracts by which the functions parse and answer. */
export function renderDocument(): unknown {
  nameComponents();
  const paths: ZodOpenApiPathsObject = {};
  for (const route of ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Snapferry',
        version: VERSION,
        description:
          'Backs up Kubernetes namespaces. Every answer that is no success is a problem with a remedy, but for what the gateway refuses by itself: 401, 403, 413, 431 and, when no function answers in time, 503 are its own, with a message only. A parameter of a query is given once; a list is one value with commas.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [
        {
          url: '{api}',
          description: 'The output ApiEndpoint of the stack, or its domain',
          variables: { api: { default: 'http://127.0.0.1:7420', description: 'by default that of npm start' } },
        },
      ],
      paths,
      components: {
        securitySchemes: {
          jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Scopes: read, operate, admin.' },
        },
      },
    },
    { override: openAnswers },
  );
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { operationId, summary, body, query, location, answer, etag, idempotent, ifMatch } = route;
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const headers = {
    ...(idempotent ? { 'Idempotency-Key': z.string().regex(IDEMPOTENCY_KEY).optional() } : {}),
    ...(ifMatch ? { 'If-Match': IF_MATCH } : {}),
    ...(isReading(route) ? { 'If-None-Match': IF_NONE_MATCH } : {}),
  };
  const answerHeaders = {
    ...(etag ? { ETag: THING_ETAG } : isReading(route) ? { ETag: ETAG } : {}),
    ...(location ? { Location: z.string() } : {}),
  };
  const status = statusOf(route);
  return {
    operationId,
    summary,
    tags: [String(route.path.split('/')[2])],
    security: [{ jwt: [...scopesFor(route.scope)].slice(0, 1) }],
    requestParams: {
      ...(names.length > 0 ? { path: z.object(Object.fromEntries(names.map((n) => [n, pathParameter(n)]))) } : {}),
      ...(query ? { query } : {}),
      ...(Object.keys(headers).length > 0 ? { header: z.object(headers) } : {}),
    },
    ...(body ? { requestBody: { required: isRequired(body), content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [status]: {
        description: STATUS[status],
        ...(Object.keys(answerHeaders).length > 0 ? { headers: z.object(answerHeaders) } : {}),
        ...(answer ? { content: { 'application/json': { schema: answerOf(answer) } } } : {}),
      },
      ...(isReading(route) ? { 304: NOT_MODIFIED } : {}),
      401: { description: "The gateway's own: no valid token", content: GATEWAY },
      403: { description: "The gateway's own, or a problem: a scope is missing", content: { ...PROBLEM, ...GATEWAY } },
      413: { description: "The gateway's own, or a problem: it is too large", content: { ...PROBLEM, ...GATEWAY } },
      431: {
        description: "The gateway's own: request line and headers are longer than 10,240 bytes",
        content: GATEWAY,
      },
      default: { description: 'A problem', content: PROBLEM },
    },
  };
}

const IF_MATCH = z
  .string()
  .regex(/^(\*|"\d{1,15}(\.[\w-]+)?")$/)
  .meta({ description: 'the ETag that was read, or the generation in quotes; only that is compared; * for any' });
const IF_NONE_MATCH = z.string().optional().meta({ description: 'ETags that were read; one of them still holds: 304' });
const ETAG = z.string().meta({ description: 'another one for each other body' });
const THING_ETAG = z.string().meta({
  description: 'of GET another one for each other body, beginning with the generation; else the generation',
  example: '"7.Xc3hRr0JwVfYq2mEoB1k5A"',
});
const NOT_MODIFIED = {
  description: 'It is what If-None-Match names; there is no body',
  headers: z.object({ ETag: ETAG }),
};

/** A request without a body counts as one with `{}`. */
function isRequired(body: z.ZodType): boolean {
  return !body.safeParse({}).success;
}

const STATUS = { 200: 'Done', 201: 'Created', 202: 'Accepted: look at Location', 204: 'Removed' } as const;

/** Of an answer that is no problem. */
export function statusOf({ status, answer }: Pick<Contract, 'status' | 'answer'>): keyof typeof STATUS {
  return status ?? (answer ? 200 : 204);
}

/** `Backup`, or a page of a list: `Backup[]`. */
export function answerOf(name: AnswerName): z.ZodType {
  const item = ANSWERS[name.replace('[]', '') as keyof typeof ANSWERS];
  return name.endsWith('[]') ? z.strictObject({ items: z.array(item), nextCursor: z.string().optional() }) : item;
}

function pathParameter(name: string): z.ZodType {
  const schema = PATH_PARAMETERS[name];
  if (!schema) throw new Error(`no schema for the path parameter ${name}`);
  return schema;
}

/** Requests are closed; answers may get more fields in a later version, and a client must not mind. */
function openAnswers({ jsonSchema, io }: { jsonSchema: { additionalProperties?: unknown }; io: string }): void {
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}
