import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type {
  APIGatewayProxyStructuredResultV2,
  Context,
  APIGatewayProxyStructuredResultV2 as Result,
} from 'aws-lambda';
import { Fault } from '../../domain/errors.ts';
import { fieldsIn } from '../../domain/fields.ts';
import type { Config } from '../../platform/config.ts';
import type { Log } from '../../platform/logger.ts';
import type { AuditTrail } from '../../services/audit/audit.ts';
import type { Clock } from '../../services/clock/clock.ts';
import { audited } from './audited.ts';
import { isAudited, isReading, type Route } from './contract.ts';
import { parseRequest } from './parse-request.ts';
import { problems } from './problem.ts';
import type { About, ApiEvent } from './request.ts';
import { bodyTag, generationTag, isAmong, KEPT, NOT_KEPT } from './validators.ts';

interface RouterNeeds {
  audit: AuditTrail;
  clock: Clock;
  config: Pick<Config, 'scopes'>;
  log: Log;
}
export type ApiHandler = (event: ApiEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;
/** All that the handlers of these routes take together. */
type NeedsOf<Some extends Route> = (Some extends Route<infer Needs> ? (needs: Needs) => void : never) extends (
  needs: infer All,
) => void
  ? All
  : never;

/**
 * The Lambda handler of one function.
 * @param allowed by path of all functions, of the one that answers for what none serves: which methods it takes
 */
export function createApi<Some extends Route>(
  services: NeedsOf<Some> & RouterNeeds,
  routes: readonly Some[],
  allowed: Readonly<Record<string, string>> = {},
): ApiHandler {
  const { config, log } = services;
  const router = httpRouter<ApiEvent, APIGatewayProxyStructuredResultV2>({
    routes: routes.map((route) => ({
      method: route.method,
      path: route.path,
      handler: async (event: ApiEvent) => {
        const answer = async (about: About) => {
          const request = parseRequest(event, route, about, config.scopes);
          // What it takes was parsed by its own schemas just now.
          return render(route, await route.handle(services as never, request as never), event.headers['if-none-match']);
        };
        return isAudited(route) ? await audited(services, event, route.route, answer) : await answer(() => undefined);
      },
    })),
    notFoundResponse: ({ method, path }) => {
      throw notServed(method, path, allowed);
    },
  });
  return middy<ApiEvent, APIGatewayProxyStructuredResultV2>(TIMELY).use(problems(log)).handler(router) as ApiHandler;
}

/** Early enough for an answer of ours to leave before the function is ended, and the gateway says a bare 503. */
const TIMELY = {
  timeoutEarlyInMillis: 1000,
  timeoutEarlyResponse: () => {
    throw new Fault('request.timeout', 'the request took longer than an answer may; what it does may still be done');
  },
};

/** RFC 9110, 15.5.6: a path that is there says which methods it takes. */
function notServed(method: string, path: string, allowed: Readonly<Record<string, string>>): Fault {
  const [, allow] = Object.entries(allowed).find(([pattern]) => patternOf(pattern).test(path)) ?? [];
  if (allow === undefined || allow.split(', ').includes(method))
    return new Fault('request.not_found', `there is no ${method} ${path}`);
  return new Fault('request.method_not_allowed', `${path} takes no ${method}, but ${allow}`, { details: { allow } });
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

/** ≤ 4 MiB an answer: a Lambda's answer ends at 6. */
const MAX_BYTES = 4_194_304;

/** What a handler gave, with the status and the headers of its contract; or that it is what the client has. */
function render(route: Route, body: unknown, ifNoneMatch: string | undefined): Result {
  const { status = 200, location, etag = false, answer } = route;
  if (answer === undefined) return { statusCode: 204, headers: {} };
  const fields = fieldsIn(body);
  const text = JSON.stringify(body);
  if (Buffer.byteLength(text) > MAX_BYTES) throw new Error('an answer of more than 4 MiB: its page is too long');
  if (isReading(route)) {
    const headers = { etag: bodyTag(text, body, etag), 'cache-control': KEPT };
    if (isAmong(ifNoneMatch, headers.etag)) return { statusCode: 304, headers };
    return { statusCode: status, headers: { 'content-type': 'application/json', ...headers }, body: text };
  }
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/json',
      'cache-control': NOT_KEPT,
      ...(etag ? { etag: generationTag(body) } : {}),
      ...(location ? { location: location.replace(/\{(\w+)\}/, (_, name: string) => String(fields[name])) } : {}),
    },
    body: text,
  };
}
